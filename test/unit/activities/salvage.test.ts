import { execFileSync } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { withoutBadRecords } from '../../../src/activities/salvage.ts';
import type { KeptLetter } from '../../../src/dead-letters/dead-letter.ts';
import type { InputFormat } from '../../../src/domain/plan.ts';
import { failureOf } from '../../../src/runners/failure.ts';
import { createRunners } from '../../../src/runners/index.ts';
import type { Attempt } from '../../../src/runners/runner.ts';
import { storages } from '../../../src/storage/index.ts';
import { controlOf } from '../../contracts/runner.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { algorithmOf, tasksOf } from '../../support/run-processor.ts';

interface Case {
  readonly algorithm: object;
  readonly files: Readonly<Record<string, string | Buffer>>;
  readonly format?: InputFormat;
  readonly most?: number;
}

/** An attempt at all of some files. */
async function attemptOver({ algorithm, files, format = 'text', most = 10 }: Case) {
  const base = await temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) await writeFile(join(base, name), bytes);
  const paths = Object.keys(files).map((name) => join(base, name));
  const [slices] = await tasksOf(format, paths);
  const parts = join(base, 'parts');
  const attempt: Attempt = {
    job: 'j',
    attempt: 2,
    worker: 'w',
    partition: { task: 4, slices: slices! },
    format,
    algorithm: algorithmOf(algorithm),
    maxRejected: most,
    parts,
    log: join(base, 'log'),
  };
  const runners = createRunners({ maxThreads: 1 });
  onTestFinished(async () => runners.close());
  const read = async (name: string) => readFile(join(parts, name));
  const lettersOf = async (): Promise<readonly KeptLetter[]> => {
    const index = (await read('000004-a2.rejected.jsonl')).toString().trim().split('\n');
    return index.map((line) => JSON.parse(line));
  };
  return { base, attempt, runner: runners.runnerOf(attempt.algorithm), parts, read, lettersOf };
}

/** Runs an attempt, and once more without the records it fails on. */
async function salvaged(task: Case) {
  const { base, attempt, runner, parts, read, lettersOf } = await attemptOver(task);
  const failure = await runner.run(attempt, controlOf()).then(
    () => expect.fail('nothing failed'),
    (error: unknown) => failureOf(error),
  );
  const rest = await withoutBadRecords({
    attempt,
    failure,
    runner,
    storages: storages(),
    control: controlOf(),
  });
  const receipt = await runner.run(rest, controlOf());
  return {
    base,
    receipt,
    part: (await read('000004-a2')).toString(),
    records: async () => read('000004-a2.rejected'),
    letters: await lettersOf(),
    names: await readdir(parts),
  };
}

/** Refuses what has the word BAD in it, and else shows the number and the length of its lines. */
const picky = {
  type: 'command',
  run: `awk '/BAD/ { print "no:", $0 > "/dev/stderr"; exit 3 } { print NR, length($0) }'`,
};

describe('a command', () => {
  test('runs over all that is left, as if the bad lines had never been there', async () => {
    const text = Buffer.concat([
      Buffer.from('one\n'.repeat(500)),
      Buffer.from('two BAD \xff\r\n', 'latin1'),
      Buffer.from('three\n'.repeat(70)),
      Buffer.from('BAD at the end'),
    ]);
    const { base, part, records, letters, receipt, names } = await salvaged({
      algorithm: picky,
      files: { "it's.txt": text },
    });
    const file = join(base, "it's.txt");
    expect(part).toBe(
      execFileSync('sh', ['-c', `grep -av BAD "$1" | awk '{ print NR, length($0) }'`, '', file], {
        env: { ...process.env, LC_ALL: 'C' },
      }).toString(),
    );
    const grepped = execFileSync('grep', ['-abn', 'BAD', file]).toString('latin1').split('\n');
    const places = grepped.slice(0, 2).map((it) => it.split(':').slice(0, 2).map(Number));
    expect(letters.map(({ record, offset }) => [record, offset])).toEqual(places);
    expect(letters[0]).toMatchObject({ file, slice: 0, task: 4, attempt: 2, bytes: 11, at: 0 });
    expect(letters[0]!.reason).toContain('exit code 3');
    expect(
      (await records()).equals(execFileSync('grep', ['-a', 'BAD', file]).subarray(0, -1)),
    ).toBe(true);
    // What the letter says is a line that fails as the record did.
    const again = () => execFileSync('sh', ['-c', letters[1]!.reproduce!], { stdio: 'pipe' });
    expect(again).toThrow('no: BAD at the end');
    expect(receipt).toMatchObject({ itemsIn: 572, itemsOut: 570, rejected: 2 });
    expect(names).toEqual([
      '000004-a2',
      '000004-a2.json',
      '000004-a2.rejected',
      '000004-a2.rejected.jsonl',
    ]);
  });

  test('for each file: bad ones are named, not copied', async () => {
    const { base, part, letters, receipt } = await salvaged({
      algorithm: { type: 'command', per: 'item', run: 'grep -L BAD {} | grep . ' },
      format: 'files',
      files: { a: '1\n', b: 'BAD\n', 'c d': '3\n' },
    });
    expect(part).toBe(`${base}/a\n${base}/c d\n`);
    expect(letters).toMatchObject([{ file: join(base, 'b'), bytes: 4 }]);
    expect(letters[0]).not.toHaveProperty('at');
    expect(receipt).toMatchObject({ itemsIn: 3, itemsOut: 2, rejected: 1 });
  });

  test('over the lines of a compressed file', async () => {
    const { part, letters } = await salvaged({
      algorithm: picky,
      files: { 'x.gz': gzipSync('\ufeffone\nBAD\nthree\n') },
    });
    expect(part).toBe('1 3\n2 5\n');
    expect(letters).toMatchObject([{ offset: 7, bytes: 4, record: 2 }]);
    const again = () => execFileSync('sh', ['-c', letters[0]!.reproduce!], { stdio: 'pipe' });
    expect(again).toThrow('no: BAD');
  });

  test('fails as before where all lines are fine alone', async () => {
    const run = 'awk \'NR == 5 { print "enough" > "/dev/stderr"; exit 1 }\'';
    const failing = salvaged({
      algorithm: { type: 'command', run },
      files: { a: 'x\n'.repeat(9) },
    });
    await expect(failing).rejects.toMatchObject({
      type: 'CommandFailed',
      message: expect.stringContaining('enough'),
    });
  });

  test('fails where more lines are bad than may be', async () => {
    const failing = salvaged({ algorithm: picky, files: { a: 'BAD\n'.repeat(3) }, most: 2 });
    await expect(failing).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining('advanced.skip.max_records lets a task take out 2'),
    });
  });
});

test('a module that crashes on a row of csv is given the others, with the header', async () => {
  const path = join(await temporaryFolder(), 'crash.mjs');
  await writeFile(
    path,
    `export default { async run(task) {
      let items = 0;
      for (const slice of task.slices) {
        const blocks = [];
        for await (const block of task.read(slice)) blocks.push(Buffer.from(block));
        const text = Buffer.concat(blocks).toString();
        if (text.includes('boom')) process.exit(7);
        items += text.trim().split('\\n').length - 1;
        await task.write(Buffer.from(text));
      }
      return { itemsIn: items, itemsOut: items };
    } };`,
  );
  const { part, records, letters } = await salvaged({
    algorithm: { type: 'module', path },
    format: 'csv',
    files: { 'a.csv': 'id,note\n1,ok\n2,"boom\nboom"\n3,"fi\nne"\n' },
  });
  expect(part).toBe('id,note\n1,ok\n3,"fi\nne"\n');
  expect((await records()).toString()).toBe('2,"boom\nboom"\n');
  expect(letters).toMatchObject([{ record: 2, offset: 13, bytes: 14 }]);
  expect(letters[0]!.reason).toContain('exit code 7');
});

test('a line that is longer than a record may be is taken out of what a kernel counts', async () => {
  const { part, letters } = await salvaged({
    algorithm: { type: 'text_processor', operation: 'word_count' },
    files: { a: `b b\n${'x'.repeat(70 * 1024 ** 2)}\na\n` },
  });
  expect(part).toBe('a\t1\nb\t2\n');
  expect(letters).toMatchObject([{ record: 2, offset: 4, bytes: 70 * 1024 ** 2 + 1 }]);
});

describe('a module that takes records out by itself', () => {
  const path = async () => {
    const file = join(await temporaryFolder(), 'picky.mjs');
    await writeFile(
      file,
      `export default { async run(task) {
        let itemsIn = 0;
        for (const slice of task.slices) {
          for await (const record of task.records(slice)) {
            itemsIn += 1;
            if (Buffer.from(record.bytes).includes('bad')) await task.reject(record, 'it is bad');
            else await task.write(record.bytes);
          }
        }
        return { itemsIn, itemsOut: itemsIn };
      } };`,
    );
    return file;
  };
  const files = { 'a.csv': '\ufeffid,note\r\n1,"not\nso"\r\n2,"bad\nthing"\r\n3,end' };

  test('keeps them as djc does', async () => {
    const task = {
      algorithm: { type: 'module', path: await path() },
      format: 'csv',
      files,
    } as const;
    const { base, attempt, runner, read, lettersOf } = await attemptOver(task);
    const receipt = await runner.run(attempt, controlOf());
    expect(receipt).toMatchObject({ itemsIn: 3, rejected: 1 });
    expect((await read('000004-a2')).toString()).toBe('1,"not\nso"\r\n3,end');
    const [letter] = await lettersOf();
    expect(letter).toMatchObject({ record: 2, offset: 24, bytes: 15, reason: 'it is bad' });
    expect(execFileSync('sh', ['-c', letter!.reproduce!]).toString()).toBe('2,"bad\nthing"\r\n');
    expect(await readFile(join(base, 'a.csv'), 'utf8')).toBe(files['a.csv']);
  });

  test('fails for good where the job does not do without them', async () => {
    const algorithm = { type: 'module', path: await path() };
    const { attempt, runner } = await attemptOver({ algorithm, format: 'csv', files, most: 0 });
    await expect(runner.run(attempt, controlOf())).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining('advanced.skip could take out: it is bad'),
    });
  });
});
