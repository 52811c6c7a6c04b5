import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Case, times } from '../case.ts';
import { attempts } from '../contestants/attempt.ts';
import { shell } from '../contestants/shell.ts';

const count = 4;
const sums = 'cut -c 1-64 "$1"';

export const checksum: Case = {
  name: 'checksum',
  work: 'checksum sha256 of 4 files, 2 cores',
  unit: 'seconds',
  async open(bench) {
    const { scratch } = bench;
    const bytes = Math.ceil(bench.size / count);
    const folder = await bench.corpus.copies(bytes, count);
    const names = await readdir(folder);
    const paths = names.toSorted().map((name) => join(folder, name));
    const coreutils = await shell({
      name: 'sha256sum, single thread',
      needs: ['sha256sum'],
      script: 'sha256sum -- "$@"',
      args: paths,
      scratch,
      answer: sums,
    });
    return {
      amount: { bytes: bytes * count },
      ours: await attempts(bench, {
        name: 'djc, 2 threads',
        algorithm: { type: 'binary_processor', operation: 'checksum' },
        format: 'files',
        paths,
        threads: 2,
        answer: sums,
      }),
      peers: [{ ...coreutils, target: times(3) }],
    };
  },
};
