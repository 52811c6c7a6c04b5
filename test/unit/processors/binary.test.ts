import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeProcessor } from '../../contracts/processor.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { runProcessor, tasksOf } from '../../support/run-processor.ts';
import { shell } from '../../support/shell.ts';

const type = 'binary_processor';
const histogram = `cat "$@" | od -An -v -tx1 -w1 | tr -d ' ' | sort | uniq -c |
  awk '{ printf "%s\\t%d\\n", $2, $1 }'`;

for (const digest of ['sha256', 'sha1', 'md5', 'sha512']) {
  describeProcessor(`checksum ${digest}`, {
    algorithm: { type, operation: 'checksum', digest },
    format: 'files',
    script: `${digest}sum "$@"`,
  });
}

for (const format of ['binary', 'files'] as const) {
  describeProcessor('histogram', {
    algorithm: { type, operation: 'histogram' },
    format,
    script: histogram,
  });
}

describe('checksum', () => {
  test('is read by sha256sum -c, names with newlines and backslashes too', async () => {
    const folder = await temporaryFolder();
    const paths = ['plain', 'new\nline', 'back\\slash', 'return\r'].map((it) => join(folder, it));
    for (const path of paths) await writeFile(path, path);
    const slices = (await tasksOf('files', paths)).flat();
    const algorithm = { type, operation: 'checksum' };
    const { part } = await runProcessor({ algorithm, format: 'files', slices });
    const sums = join(folder, 'sums');
    await writeFile(sums, part);
    expect(shell('sha256sum --strict -c "$1" | grep -c ": OK$"', [sums]).toString()).toBe('4\n');
  });
});
