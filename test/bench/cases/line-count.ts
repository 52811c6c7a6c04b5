import { type Case, times } from '../case.ts';
import { attempts } from '../contestants/attempt.ts';
import { shell } from '../contestants/shell.ts';

export const lineCount: Case = {
  name: 'line_count',
  work: 'line_count (lines, words, bytes), one core',
  unit: 'seconds',
  async open(bench) {
    const { size, scratch } = bench;
    const text = await bench.corpus.text(size);
    const wc = { needs: ['wc'], args: [text], scratch };
    const lines = await shell({
      ...wc,
      name: 'wc -l',
      script: 'wc -l < "$1"',
      answer: 'cat "$1"',
    });
    return {
      amount: { bytes: size },
      ours: await attempts(bench, {
        name: 'djc, one task',
        algorithm: { type: 'text_processor', operation: 'line_count' },
        format: 'text',
        paths: [text],
        threads: 1,
        answer: `awk '$1 == "lines" { print $2 }' "$1"`,
      }),
      peers: [
        { ...lines, target: times(0.5) },
        await shell({
          ...wc,
          name: 'wc (lines, words, bytes)',
          script: 'wc < "$1"',
          answer: `awk '{ print $1 }' "$1"`,
        }),
      ],
    };
  },
};
