import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { load } from '../config/job-files.ts';
import type { InputFormat } from '../../../src/domain/plan.ts';
import { algorithmSchema, traitsOf } from '../../../src/processors/index.ts';
import { localFiles } from '../../../src/storage/local.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { isRunning, linesOf } from '../../support/processes.ts';
import { algorithmOf, runProcessor, tasksOf } from '../../support/run-processor.ts';
import { shell } from '../../support/shell.ts';

const commandOf = (run: string) => ({ type: 'command', run, per: 'item' });

const uglyNames = [
  'plain.txt',
  'two words.tar.gz',
  "it's",
  '"quoted"',
  '$HOME `id` $(id)',
  'new\nline.x',
  '-n',
  '.hidden',
  'end.',
  'fóö.ü',
  '*',
  'back\\slash',
  'sub.d/no extension',
  'sub.d/.b.c',
];

async function uglyFiles(): Promise<readonly string[]> {
  const folder = await temporaryFolder();
  const paths = uglyNames.map((name) => join(folder, name));
  for (const [index, path] of paths.entries()) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `content ${index}\n`);
  }
  return paths;
}

interface Options {
  readonly format?: InputFormat;
  readonly nonRetryableExitCodes?: readonly number[];
}

async function runOn(
  paths: readonly string[],
  run: string,
  { format = 'files', ...options }: Options = {},
) {
  const slices = (await tasksOf(format, paths)).flat();
  const algorithm = commandOf(run);
  const storage = localFiles({ blockSize: 7 });
  const answer = await runProcessor({ algorithm, format, slices, storage, ...options });
  return { ...answer, text: answer.part.toString('latin1') };
}

async function runOnText(text: string | Buffer, run: string, options: Options = {}) {
  const path = join(await temporaryFolder(), 'lines');
  await writeFile(path, text);
  return runOn([path], run, { format: 'text', ...options });
}

describe('a command for each file', () => {
  test('gets its path as one word, whatever is in it', async () => {
    const paths = await uglyFiles();
    const { text, itemsIn, itemsOut, bytesIn, cursors } = await runOn(paths, 'sha256sum < {}');
    const sums = shell('for f; do sha256sum < "$f"; done', paths).toString('latin1');
    expect(text).toBe(sums);
    const bytes = Number(shell('cat "$@" | wc -c', paths));
    expect({ itemsIn, itemsOut, bytesIn }).toEqual({ itemsIn: 14, itemsOut: 14, bytesIn: bytes });
    expect(cursors.at(-1)).toEqual({ items: 14, bytes });
  });

  test('knows the parts of the path', async () => {
    const paths = await uglyFiles();
    const { text } = await runOn(paths, `printf '[%s]' {} {/} {//} {.} {/.}; echo`);
    const parts = `for f; do
      name=$(basename -- "$f"x); name=\${name%x}
      printf '[%s]' "$f" "$name" "$(dirname -- "$f")" "$(dirname -- "$f")/\${name%.*}" "\${name%.*}"; echo
    done`;
    expect(text).toBe(shell(parts, paths).toString('latin1'));
  });

  test('may use a placeholder as often as it likes, and braces that are none', async () => {
    const paths = (await uglyFiles()).slice(0, 2);
    const run = `x=1; echo "\${x}" {/}{/} {x} {/x}; awk '{ print $2 }' {}`;
    const expected =
      '1 plain.txtplain.txt {x} {/x}\n0\n1 two words.tar.gztwo words.tar.gz {x} {/x}\n1\n';
    expect((await runOn(paths, run)).text).toBe(expected);
  });

  test('starts each item afresh, with nothing on stdin and no other pipe', async () => {
    const paths = (await uglyFiles()).slice(0, 3);
    const run = `# {}
      cat; echo "\${seen-new} $PWD $( (echo x >&3) 2> /dev/null || echo closed)"; seen=old; cd /; exec 1>&1; set -e; exit 0`;
    const { text } = await runOn(paths, run);
    expect(text).toBe(`new ${process.cwd()} closed\n`.repeat(3));
  });

  test('does the items in order', async () => {
    const paths = Array.from({ length: 500 }, (_, index) => `/dev/null/../null/./${index}`);
    const slices = paths.map((uri) => ({ uri, size: 0, fingerprint: '', start: 0, end: 0 }));
    const { part, itemsIn } = await runProcessor({
      algorithm: commandOf('echo {/}'),
      format: 'files',
      slices,
    });
    expect(itemsIn).toBe(500);
    expect(part.toString()).toBe(shell('seq 0 499').toString());
  });
});

describe('a command for each line', () => {
  test('gets the line without its newline, whatever bytes are in it', async () => {
    const bytes = Buffer.from(Array.from({ length: 255 }, (_, index) => index + 1));
    const text = Buffer.concat([bytes, Buffer.from(`\n\n it's "x" \\ \r\n`), bytes, bytes]);
    const answer = await runOnText(text, `printf '%s|' {}`);
    expect(answer.text).toBe(`${text.toString('latin1').replaceAll('\n', '|')}|`);
    expect(answer).toMatchObject({ itemsIn: text.toString('latin1').split('\n').length });
    expect(answer.cursors.at(-1)).toEqual({ items: answer.itemsIn, bytes: text.length });
  });

  test('runs for no line of an empty file', async () => {
    expect(await runOnText('', 'echo {}')).toMatchObject({ text: '', itemsIn: 0, itemsOut: 0 });
  });

  test('agrees with xargs on many lines', async () => {
    const lines = shell('seq 1 200 | sed "s/^/item /"');
    const path = join(await temporaryFolder(), 'lines');
    await writeFile(path, lines);
    const { text } = await runOn([path], 'echo {} | tr a-z A-Z', { format: 'text' });
    const xargs = `xargs -d '\\n' -I{} echo {} < "$1" | tr a-z A-Z`;
    expect(text).toBe(shell(xargs, [path]).toString());
  });

  test.each([
    ['a\0b\n', 'expected lines without NUL bytes'],
    [`${'x'.repeat(131_072)}\n`, 'expected lines of at most 131071 bytes'],
    ['x'.repeat(300_000), 'expected lines of at most 131071 bytes'],
  ])('refuses lines that no program can get', async (text, message) => {
    await expect(runOnText(text, 'echo {}')).rejects.toMatchObject({
      type: 'InputInvalid',
      message: expect.stringContaining(message),
    });
  });

  test('takes the longest line that a program can get', async () => {
    const line = 'x'.repeat(131_071);
    expect((await runOnText(`${line}\n`, '/bin/echo {}')).text).toBe(`${line}\n`);
  });
});

describe('a command that fails for an item', () => {
  test('fails the task with the name of the item and its exit code, and does no other', async () => {
    const seen = join(await temporaryFolder(), 'seen');
    const run = `echo {} >> '${seen}'; echo on {} >&2; [ {} != b ] || exit 7`;
    await expect(runOnText('a\nb\nc\n', run)).rejects.toMatchObject({
      type: 'CommandFailed',
      message:
        'the command for "b" ended with exit code 7 instead of 0; its last lines on stderr:\non a\non b',
    });
    expect(await readFile(seen, 'utf8')).toBe('a\nb\n');
  });

  test.each([
    ['set -e; false; true', 'exit code 1 instead'],
    ['kill -KILL $(exec sh -c "echo \\$PPID")', 'was killed by SIGKILL'],
    ['sh -c "kill -TERM \\$\\$"', 'a program in it was killed by SIGTERM'],
    ['if', 'exit code 2 instead of 0; its last lines on stderr'],
    ['kill -KILL 0', 'the command for "b" was killed by SIGKILL'],
  ])('however it does: %s', async (how, message) => {
    await expect(runOnText('a\nb\nc\n', `[ {} = a ] || ${how}`)).rejects.toMatchObject({
      type: 'CommandFailed',
      message: expect.stringContaining(message),
    });
  });

  test('is not tried again where the job file says so of its exit code', async () => {
    const codes = { nonRetryableExitCodes: [3, 9] };
    const failing = (code: number) => runOnText('a\n', `: {}; exit ${code}`, codes);
    await expect(failing(9)).rejects.toMatchObject({ type: 'CommandRefused' });
    await expect(failing(8)).rejects.toMatchObject({ type: 'CommandFailed' });
  });

  test('leaves no process', async () => {
    const pids = join(await temporaryFolder(), 'pids');
    const run = `sleep 300 & echo $! >> '${pids}'; [ {} = a ]`;
    await expect(runOnText('a\nb\n', run)).rejects.toMatchObject({ type: 'CommandFailed' });
    const running = await Promise.all((await linesOf(pids, 2)).map(isRunning));
    expect(running).toEqual([false, false]);
  });

  test('is stopped with all its processes when the task is', async () => {
    const pids = join(await temporaryFolder(), 'pids');
    const path = join(await temporaryFolder(), 'lines');
    await writeFile(path, 'a\nb\n');
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const slices = (await tasksOf('text', [path])).flat();
    const algorithm = commandOf(`echo {}; sleep 300 & echo $! >> '${pids}'; wait`);
    const running = runProcessor({ algorithm, format: 'text', slices, signal: stop.signal });
    const [pid] = await linesOf(pids, 1);
    stop.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
    expect(await isRunning(pid!)).toBe(false);
  });
});

describe('the job file of a command for each item', () => {
  test('reads files unless it says text', () => {
    expect(traitsOf(algorithmOf(commandOf('wc {}')))?.formats).toEqual(['files', 'text']);
    expect(traitsOf(algorithmOf({ type: 'command', run: 'wc' }))?.formats[0]).toBe('text');
  });

  test('must say where the item goes', () => {
    const { error } = algorithmSchema.safeParse(commandOf('wc -l'));
    expect(error?.issues).toMatchObject([{ path: ['run'] }]);
    const yaml = `name: x
input: { path: a }
algorithm: { type: command, per: item, run: wc }
output: { path: out }
`;
    expect(() => load(yaml)).toThrow(/expected a line with \{\}.*, got "wc"/);
  });
});
