import { type Case, times } from '../case.ts';
import { attempts } from '../contestants/attempt.ts';
import { shell } from '../contestants/shell.ts';
import { wordOf } from '../random.ts';

/** Comes about twice in a million words. */
const rare = wordOf(40_000);

export const grep: Case = {
  name: 'grep',
  work: 'grep of a rare literal, one core',
  unit: 'seconds',
  async open(bench) {
    const { size, scratch } = bench;
    const text = await bench.corpus.text(size);
    const gnu = await shell({
      name: 'GNU grep',
      needs: ['grep'],
      script: 'grep -e "$2" -- "$1"',
      args: [text, rare],
      scratch,
    });
    return {
      amount: { bytes: size },
      ours: await attempts(bench, {
        name: 'djc, one task',
        algorithm: { type: 'text_processor', operation: 'grep', pattern: rare },
        format: 'text',
        paths: [text],
        threads: 1,
      }),
      peers: [{ ...gnu, target: times(0.6) }],
    };
  },
};
