import { execFileSync } from 'node:child_process';
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { InputFormat } from '../../../src/domain/plan.ts';
import { producePart } from '../../../src/runners/part.ts';
import type { Attempt } from '../../../src/runners/runner.ts';
import { storages } from '../../../src/storage/index.ts';
import type { Storages } from '../../../src/storage/index.ts';
import { controlOf, failureOf } from '../../contracts/runner.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { algorithmOf, tasksOf } from '../../support/run-processor.ts';

const words = Array.from({ length: 150_000 }, (_, at) => `w${(at * 7_919) % 997} x${at % 13}`);
const text = `\ufeff${words.map((it, at) => (at % 9 === 8 ? `${it}\n` : `${it} `)).join('')}no end`;

/** An attempt at all of two files, or of the middle of one, that saves what it does whenever it can. */
async function longTask(algorithm: object, middle = false, format: InputFormat = 'text') {
  const base = await temporaryFolder();
  const paths = ['a.txt', 'b.txt'].map((name) => join(base, name));
  for (const path of paths) await writeFile(path, text);
  const [all] = await tasksOf(format, paths);
  const [first] = all!;
  const slices = middle ? [{ ...first!, start: 100_001, end: first!.size - 50_003 }] : all!;
  const attempt: Attempt = {
    job: 'j',
    attempt: 1,
    firstAttempt: 1,
    worker: 'w',
    partition: { task: 0, slices },
    format,
    algorithm: algorithmOf(algorithm),
    parts: join(base, 'parts'),
    log: join(base, 'log'),
  };
  return { base, attempt };
}

/** Runs an attempt until it has read so many bytes of its input, and then no further; or to its end. */
async function run(attempt: Attempt, until = Infinity) {
  let read = 0;
  const open = storages();
  const counting: Storages = (uri) => {
    const storage = open(uri);
    return {
      ...storage,
      async *read(path, range) {
        for await (const block of storage.read(path, range)) {
          const isInput = path.endsWith('.txt') && range !== undefined && range.end > 3;
          if (isInput) read += block.length;
          if (read > until) throw new Error('killed');
          yield block;
        }
      },
    };
  };
  // Where no time passes, a checkpoint is due with every block.
  const deps = { storages: counting, now: () => new Date(0) };
  const outcome = producePart(attempt, controlOf(), deps);
  const failure = until === Infinity ? undefined : await failureOf(outcome);
  const receipt = failure ? undefined : await outcome;
  return { read, failure, receipt };
}

async function partOf({ parts }: Attempt, attempt: number): Promise<Buffer> {
  return readFile(join(parts, `000000-a${attempt}`));
}

const always = { checkpointInterval: 0 };

const operations = {
  word_count: { type: 'text_processor', operation: 'word_count' },
  'word_count unicode': { type: 'text_processor', operation: 'word_count', unicode: true },
  line_count: { type: 'text_processor', operation: 'line_count' },
  grep: { type: 'text_processor', operation: 'grep', pattern: 'w1' },
  'grep count': { type: 'text_processor', operation: 'grep', pattern: 'w1', count: true },
  replace: { type: 'text_processor', operation: 'replace', pattern: 'x(.)', replacement: '$1y' },
  frequency: { type: 'text_processor', operation: 'frequency', pattern: '(w[0-9]+)' },
} as const;

describe.each(Object.entries(operations))('%s', (_, algorithm) => {
  test.each([false, true])(
    'goes on where it died, to the same bytes (middle: %s)',
    async (middle) => {
      const { attempt } = await longTask(algorithm, middle);
      const whole = await run(attempt);
      const expected = await partOf(attempt, 1);

      const killedAt = middle ? 900_000 : 1_900_000;
      const second = { ...attempt, ...always, attempt: 2, firstAttempt: 2 };
      expect((await run(second, killedAt)).failure).toBeDefined();
      const third = { ...second, attempt: 3 };
      const resumed = await run(third);

      expect((await partOf(attempt, 3)).equals(expected)).toBe(true);
      const { itemsIn, itemsOut, bytesOut, sha256, lengths } = whole.receipt!;
      expect(resumed.receipt).toMatchObject({ itemsIn, itemsOut, bytesOut, sha256 });
      expect(resumed.receipt!.lengths).toEqual(lengths);
      // Storage is read in blocks of 256 KiB, and a leg ends with one.
      expect(resumed.read).toBeLessThan(whole.read - killedAt + 3 * 262_144);
      expect(await readdir(attempt.parts)).toEqual([
        '000000-a1',
        '000000-a1.json',
        '000000-a3',
        '000000-a3.json',
      ]);
    },
  );
});

test('the counts are those of awk', async () => {
  const { attempt } = await longTask(operations.word_count);
  await run({ ...attempt, ...always }, 700_000);
  await run({ ...attempt, ...always, attempt: 2 });
  const script = `cat a.txt b.txt | sed 's/^\\xef\\xbb\\xbf//' | tr -s ' ' '\\n' | awk '{ n[$0]++ } END { for (w in n) print w "\\t" n[w] }' | LC_ALL=C sort`;
  const cwd = attempt.parts.replace(/\/parts$/, '');
  // The last line of a.txt has no end, and b.txt must not be glued to it.
  const counted = execFileSync(
    'sh',
    ['-c', script.replace('cat a.txt b.txt', '(cat a.txt; echo; cat b.txt)')],
    { cwd },
  );
  expect((await partOf(attempt, 2)).toString()).toBe(counted.toString());
});

test('work that is not what it was is done again', async () => {
  const { attempt } = await longTask(operations.replace);
  await run(attempt);
  const expected = await partOf(attempt, 1);
  const second = { ...attempt, ...always, attempt: 2, firstAttempt: 2 };
  await run(second, 700_000);
  await appendFile(join(attempt.parts, '000000-a2.legs/1'), 'more');
  const third = await run({ ...second, attempt: 3 });
  expect((await partOf(attempt, 3)).equals(expected)).toBe(true);
  expect(third.read).toBeGreaterThan(700_000);
});

test('what an earlier drive has saved is not taken up', async () => {
  const { attempt } = await longTask(operations.grep);
  await run({ ...attempt, ...always }, 700_000);
  const other = await run({ ...attempt, ...always, attempt: 9, firstAttempt: 9 });
  const { itemsIn } = other.receipt!;
  expect(itemsIn).toBe(2 * text.split('\n').length);
  expect(other.read).toBeGreaterThan(2 * text.length);
});

test('a command for each line is not run again for the lines that were done', async () => {
  const base = await temporaryFolder();
  const path = join(base, 'a.txt');
  const lines = Array.from({ length: 3_000 }, (_, at) => `line ${at} ${'.'.repeat(500)}\n`);
  await writeFile(path, lines.join(''));
  const [slices] = await tasksOf('text', [path]);
  const attempt: Attempt = {
    job: 'j',
    attempt: 1,
    firstAttempt: 1,
    worker: 'w',
    partition: { task: 0, slices: slices! },
    format: 'text',
    algorithm: algorithmOf({ type: 'command', per: 'item', run: ': {}; echo x' }),
    parts: join(base, 'parts'),
    log: join(base, 'log'),
    ...always,
  };
  expect((await run(attempt, 1_000_000)).failure).toBeDefined();
  const second = await run({ ...attempt, attempt: 2 });
  expect(second.receipt).toMatchObject({ itemsIn: 3_000, itemsOut: 3_000 });
  expect(second.read).toBeLessThan(lines.join('').length - 500_000);
});
