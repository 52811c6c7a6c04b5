import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { jobFiles, wordCount } from '../job-files.ts';
import { standIn } from '../stand-in.ts';

const write = jobFiles();

test('a good job file', async () => {
  const file = await write('job.yaml', wordCount);
  const { out, err, exitCode } = await standIn().djc('validate', file, '--set', 'name=other');
  const output = join(dirname(file), 'out');
  expect(out).toBe(`${file} is a valid job: other (text_processor word_count) into ${output}\n`);
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
});

test('a good job file as JSON', async () => {
  const file = await write('job.yaml', wordCount);
  const { out } = await standIn().djc('validate', file, '--json');
  expect(JSON.parse(out)).toEqual({
    valid: true,
    file,
    name: 'word-count',
    algorithm: 'text_processor',
    operation: 'word_count',
    output: join(dirname(file), 'out'),
  });
});

test('everything that is wrong, a line each, with its place first', async () => {
  const file = await write('job.yaml', [...wordCount, 'nam: x', 'compute: { pool: "" }']);
  const { out, err, exitCode } = await standIn().djc('validate', file);
  const lines = err.trimEnd().split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain(`${file}:5:1 nam: `);
  expect(lines[1]).toContain(`${file}:6:18 compute.pool: `);
  expect({ out, exitCode }).toEqual({ out: '', exitCode: 2 });
});

test('everything that is wrong as JSON', async () => {
  const file = await write('job.yaml', [...wordCount, 'compute: { pool: "" }']);
  const { out } = await standIn().djc('validate', file, '--json');
  expect(JSON.parse(out)).toMatchObject({
    error: {
      type: 'JobFile',
      exit_code: 2,
      problems: [{ file, line: 5, column: 18, path: 'compute.pool' }],
    },
  });
});
