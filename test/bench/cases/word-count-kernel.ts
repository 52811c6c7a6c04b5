import { type Case, times } from '../case.ts';
import { attempts } from '../contestants/attempt.ts';
import { shell } from '../contestants/shell.ts';
import { mawkCount, totalOf } from '../words.ts';

export const wordCountKernel: Case = {
  name: 'word_count-kernel',
  work: 'word_count, one core',
  unit: 'seconds',
  async open(bench) {
    const { size, scratch } = bench;
    const text = await bench.corpus.text(size);
    const common = { scratch, args: [text] };
    return {
      amount: { bytes: size },
      ours: await attempts(bench, {
        name: 'djc, one task',
        algorithm: { type: 'text_processor', operation: 'word_count' },
        format: 'text',
        paths: [text],
        threads: 1,
        answer: totalOf,
      }),
      peers: [
        {
          ...(await shell({
            ...common,
            name: 'wc -w',
            needs: ['wc'],
            script: 'wc -w < "$1"',
            answer: 'cat "$1"',
          })),
          target: times(1),
        },
        {
          ...(await shell({
            ...common,
            name: 'mawk array',
            needs: ['mawk'],
            script: mawkCount,
            answer: totalOf,
          })),
          target: times(6),
        },
      ],
    };
  },
};
