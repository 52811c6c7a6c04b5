import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { InputFormat } from '../../../src/domain/plan.ts';
import { describeProcessor } from '../../contracts/processor.ts';
import { temporaryFolder } from '../../support/folder.ts';
import { linesOf } from '../../support/processes.ts';
import { runProcessor, tasksOf } from '../../support/run-processor.ts';
import { writeUglyFiles } from '../../support/ugly-files.ts';

const type = 'command';

describeProcessor('command', {
  // grep adds a newline where a file or slice ends without one, so that the answer is the same for all cuts.
  algorithm: { type, run: "LC_ALL=C grep -a '' || true" },
  format: 'text',
  script: `grep -ah '' "$@" || true`,
});

for (const format of ['files', 'binary'] as const) {
  describeProcessor('command', { algorithm: { type, run: 'cat' }, format, script: 'cat "$@"' });
}

interface Options {
  readonly files?: Readonly<Record<string, string>>;
  readonly format?: InputFormat;
}

async function runCommand(
  run: string,
  { files = { file: 'a\nb\n' }, format = 'text' }: Options = {},
) {
  const folder = await temporaryFolder();
  const paths = Object.keys(files).map((name) => join(folder, name));
  for (const [index, text] of Object.values(files).entries()) await writeFile(paths[index]!, text);
  const slices = (await tasksOf(format, paths)).flat();
  const answer = await runProcessor({ algorithm: { type, run }, format, slices });
  return { ...answer, text: answer.part.toString(), paths, folder };
}

describe('command', () => {
  test('adds a newline between files of text that lack one, and nowhere else', async () => {
    const files = { a: 'a', b: 'b\n', c: '', d: 'd' };
    expect((await runCommand('cat', { files })).text).toBe('a\nb\nd');
    expect((await runCommand('cat', { files, format: 'files' })).text).toBe('ab\nd');
  });

  test('tells the program about its task', async () => {
    const { text, paths } = await runCommand('env | grep ^DJC_ | sort', {
      files: { 'my file': 'x' },
    });
    expect(text.split('\n').slice(0, -1)).toEqual([
      'DJC_ATTEMPT=2',
      'DJC_END=1',
      `DJC_FILE=${paths[0]}`,
      `DJC_FILES=${paths[0]}`,
      'DJC_JOB=test-job',
      'DJC_START=0',
      'DJC_TASK=7',
    ]);
  });

  test('lists the files of a pack, and sets no variable that would be about one', async () => {
    const { text, paths } = await runCommand(
      'printf "%s\\n" "$DJC_FILES" "${DJC_FILE-none} ${DJC_START-none} ${DJC_END-none}"',
      { files: { a: '', b: '' } },
    );
    expect(text).toBe(`${paths.join('\n')}\nnone none none\n`);
  });

  test('counts its input even where the program does not read it', async () => {
    const lines = 'line\n'.repeat(200_000);
    const { text, itemsIn, itemsOut } = await runCommand('head -1', { files: { lines } });
    expect([text, itemsIn, itemsOut]).toEqual(['line\n', 200_000, 1]);
    expect((await runCommand('exec <&-; echo ok', { files: { lines } })).itemsIn).toBe(200_000);
  });

  test('counts the lines that are printed, the last one without its newline too', async () => {
    expect((await runCommand('printf "1\\n2\\n3"')).itemsOut).toBe(3);
    expect((await runCommand('true')).itemsOut).toBe(0);
  });

  test('keeps up with a program that prints far more than it reads', async () => {
    const { part } = await runCommand('cat; head -c 5000000 /dev/zero');
    expect(part.length).toBe(5_000_004);
  });

  test('logs what is said on stderr, line by line', async () => {
    const { log } = await runCommand('printf "one\\r\\ntwo\\rthree\\n\\nfo\\303\\251ur" >&2');
    expect(log).toEqual(['one', 'two', 'three', 'foéur']);
  });

  test('cuts an endless line on stderr', async () => {
    const { log } = await runCommand('head -c 3000000 /dev/zero | tr "\\0" x >&2');
    expect(log).toEqual(['x'.repeat(8192)]);
  });

  test('fails with the exit code and the last lines on stderr', async () => {
    const failing = runCommand('seq 1 30 >&2; exit 3');
    await expect(failing).rejects.toMatchObject({
      type: 'CommandFailed',
      message: `the command "seq 1 30 >&2; exit 3" ended with exit code 3 instead of 0; its last lines on stderr:\n${[...Array(10).keys()].map((it) => it + 21).join('\n')}`,
    });
  });

  test('says so when the shell, or a program in it, is killed by a signal', async () => {
    await expect(runCommand('kill -KILL $$; true')).rejects.toMatchObject({
      type: 'CommandFailed',
      message: expect.stringContaining('was killed by SIGKILL; it wrote nothing to stderr'),
    });
    await expect(runCommand(`sh -c 'kill -TERM $$'; exit $?`)).rejects.toMatchObject({
      message: expect.stringContaining(
        'exit code 143 instead of 0 (a program in it was killed by SIGTERM)',
      ),
    });
  });

  test('stops the program and fails like its input where that cannot be read', async () => {
    const folder = await temporaryFolder();
    const slice = { uri: join(folder, 'gone'), size: 9, fingerprint: '9-0', start: 0, end: 9 };
    const algorithm = { type, run: 'cat; sleep 300' };
    const failing = runProcessor({ algorithm, format: 'files', slices: [slice] });
    await expect(failing).rejects.toMatchObject({ type: 'InputMissing' });
  });

  test.each([
    { per: 'task', grace: '1h', cleans: true },
    { per: 'item', grace: '1h', cleans: true },
    { per: 'task', grace: '1ms', cleans: false },
    { per: 'item', grace: '1ms', cleans: false },
  ])('per $per its programs may clean up for $grace when it is stopped', async (given) => {
    const { per, grace, cleans } = given;
    const folder = await temporaryFolder();
    const path = join(folder, 'line');
    await writeFile(path, 'a\n');
    const stop = new AbortController();
    onTestFinished(() => stop.abort());
    const run = `cd '${folder}' # {}
      trap 'echo asked >> said; while [ ! -e go ]; do sleep 0.02; done; echo cleaned >> said; exit' TERM
      echo ready >> said; while :; do sleep 0.02; done`;
    const running = runProcessor({
      algorithm: { type, per, grace, run },
      format: 'text',
      slices: (await tasksOf('text', [path])).flat(),
      signal: stop.signal,
    });
    const stopping = async () => {
      await linesOf(join(folder, 'said'), 1);
      stop.abort(new Error('enough'));
      if (!cleans) return;
      await linesOf(join(folder, 'said'), 2);
      await writeFile(join(folder, 'go'), '');
    };
    await Promise.all([expect(running).rejects.toThrow('enough'), stopping()]);
    const said = await readFile(join(folder, 'said'), 'utf8');
    expect(said.endsWith('cleaned\n')).toBe(cleans);
  });

  test('leaves DJC_FILES out where it is too long, and says so', async () => {
    const files = Object.fromEntries(
      Array.from({ length: 700 }, (_, index) => [`${'long '.repeat(40)}${index}`, '']),
    );
    const { text, log } = await runCommand('echo "${DJC_FILES-none}"', { files });
    expect(text).toBe('none\n');
    expect(log).toEqual(['DJC_FILES is not set: the list is too long for a variable']);
  });

  test('passes ugly bytes through unchanged, in both directions', async () => {
    const paths = await writeUglyFiles(await temporaryFolder());
    const slices = (await tasksOf('binary', paths, { bytes: 1e9 })).flat();
    const hex = { type, run: 'od -An -v -tx1 | xxd -r -p' };
    const [plain, back] = await Promise.all([
      runProcessor({ algorithm: { type, run: 'cat' }, format: 'binary', slices }),
      runProcessor({ algorithm: hex, format: 'binary', slices }),
    ]);
    expect(plain.part.equals(back.part)).toBe(true);
  });
});
