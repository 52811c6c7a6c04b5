import { type Case } from '../case.ts';
import { job } from '../contestants/job.ts';
import { shell } from '../contestants/shell.ts';
import { startDjc } from '../djc.ts';

const answer = 'sort "$1" | sha256sum';

export const commandPerItem: Case = {
  name: 'command-per-item',
  work: 'a command for each tiny file, 8 at once',
  unit: 'seconds',
  async open(bench) {
    const { files, scratch } = bench;
    const folder = await bench.corpus.tinyFiles(files);
    const djc = await startDjc({ slots: 8 });
    bench.defer(djc.end);
    const peer = { args: [folder], scratch, answer };
    const parallel = await shell({
      ...peer,
      name: 'parallel -j8',
      needs: ['parallel', 'find'],
      script: 'find "$1" -type f -print0 | parallel --will-cite -0 -j8 cat {}',
    });
    return {
      amount: { items: files },
      ours: await job(bench, djc, {
        name: 'djc submit --wait, warm',
        job: {
          input: { path: folder, format: 'files' },
          algorithm: { type: 'command', run: 'cat {}', per: 'item' },
          compute: { max_concurrent_tasks: 8 },
        },
        answer,
      }),
      peers: [
        { ...parallel, target: { ratio: 2, says: '≤ 0.5 × its time' } },
        await shell({
          ...peer,
          name: 'xargs -P8 -n1',
          needs: ['xargs', 'find'],
          script: 'find "$1" -type f -print0 | xargs -0 -P8 -n1 cat',
        }),
      ],
    };
  },
};
