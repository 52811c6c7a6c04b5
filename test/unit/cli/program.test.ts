import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OutputClosedError } from '../../../src/cli/exit.ts';
import { NoSuchJobError, ServerUnreachableError } from '../../../src/errors.ts';
import { standIn } from './stand-in.ts';

const commands = [
  'run',
  'submit',
  'status',
  'wait',
  'list',
  'logs',
  'result',
  'cancel',
  'validate',
  'worker',
  'dev',
];

test('help names every command', async () => {
  const { out, exitCode } = await standIn().djc('--help');
  for (const command of commands) expect(out).toMatch(new RegExp(`^ {2}${command} `, 'm'));
  expect(exitCode).toBe(0);
});

test.each([[], ...commands.map((command) => [command])])(
  'djc %s --help fits 80 columns',
  async (...command) => {
    const { out, err } = await standIn().djc(...command, '--help');
    expect(out).toMatch(new RegExp(`^Usage: ${['djc', ...command].join(' ')} `));
    expect(Math.max(...out.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(80);
    expect(err).toBe('');
  },
);

test.each(commands)('djc %s takes --json', async (command) => {
  expect((await standIn().djc(command, '--help')).out).toContain('--json ');
});

test.each(commands)('docs/cli.md tells every option of djc %s', async (command) => {
  const docs = readFileSync('docs/cli.md', 'utf8');
  expect(docs).toContain(`## djc ${command}\n`);
  const { out } = await standIn().djc(command, '--help');
  const flags = out.match(/^ {2}.*?--[a-z-]+/gm)?.map((line) => line.replace(/^.*--/, '--')) ?? [];
  expect(flags).toContain('--json');
  for (const flag of flags) expect(docs).toContain(flag);
});

test('the version is that of the package', async () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  expect((await standIn().djc('--version')).out).toBe(`${version}\n`);
});

test.each([
  ['no command', [], /a command is needed/],
  ['an unknown command', ['runn'], /^djc: unknown command 'runn'\n.*Did you mean run\?/],
  ['an unknown option', ['list', '--sate'], /unknown option '--sate'\n.*Did you mean --state\?/],
  ['a missing argument', ['status'], /missing required argument 'job'/],
  ['too many arguments', ['status', 'a', 'b'], /too many arguments/],
  ['an unknown state', ['list', '--state', 'done'], /Allowed choices are planning, running/],
  ['no number', ['list', '--limit', 'x'], /Expected a whole number from 1 up/],
])('%s is a usage error', async (_what, args, message) => {
  const { err, exitCode } = await standIn().djc(...args);
  expect(err).toMatch(message);
  expect(err).toContain('`djc --help` lists the commands');
  expect(exitCode).toBe(2);
});

test('a usage error is a document too when JSON is asked for', async () => {
  const { out, exitCode } = await standIn().djc('list', '--json', '--limit', '0');
  expect(JSON.parse(out)).toMatchObject({ error: { type: 'Usage', exit_code: 2 } });
  expect(exitCode).toBe(2);
});

function failing(error: Error) {
  return standIn({
    jobs: {
      getJob: async () => {
        throw error;
      },
    },
  });
}

test('an error for a person is its message and what to do', async () => {
  const error = new NoSuchJobError('no job x', { hint: 'see `djc list`' });
  const { out, err, exitCode } = await failing(error).djc('status', 'x');
  expect({ out, err, exitCode }).toEqual({
    out: '',
    err: 'djc: no job x\n     see `djc list`\n',
    exitCode: 3,
  });
});

test('an error as JSON', async () => {
  const error = new ServerUnreachableError('no server', { hint: '`djc dev`' });
  const { out, exitCode } = await failing(error).djc('status', 'x', '--json');
  expect(JSON.parse(out)).toEqual({
    error: { type: 'ServerUnreachable', message: 'no server', hint: '`djc dev`', exit_code: 4 },
  });
  expect(exitCode).toBe(4);
});

test('a bug shows its stack and asks to be reported', async () => {
  const { err, exitCode } = await failing(new TypeError('x is not a function')).djc('status', 'x');
  expect(err).toMatch(/^djc: unexpected error: x is not a function\nTypeError: x is not/);
  expect(err).toContain('program.test.ts');
  expect(err).toContain('please report it');
  expect(exitCode).toBe(70);
});

test('a reader who has gone is no error', async () => {
  const { err, exitCode } = await failing(new OutputClosedError('closed')).djc('status', 'x');
  expect({ err, exitCode }).toEqual({ err: '', exitCode: 0 });
});

test('Ctrl-C ends a command that waits for an answer, and leaves the server', async () => {
  const world = standIn({
    jobs: {
      getJob: async () => {
        world.interrupt();
        return new Promise(() => undefined);
      },
    },
  });
  const { err, exitCode, closed } = await world.djc('status', 'x');
  expect({ err, exitCode }).toEqual({ err: 'djc: interrupted\n', exitCode: 130 });
  expect(closed).toEqual(['orchestrator', 'server']);
});

test('where the server is, is told by flags', async () => {
  const jobs = { listJobs: async () => [] };
  const { djc, seen } = standIn({ jobs });
  await djc('list', '--address', 'a:1', '--namespace', 'n', '--api-key', 'k', '--use-local');
  await djc('list', '--api-endpoint', 'b:2');
  expect(seen.wanted).toEqual([
    { address: 'a:1', namespace: 'n', apiKey: 'k', useLocal: true },
    { address: 'b:2' },
  ]);
  expect(seen.closed).toEqual(['orchestrator', 'server', 'orchestrator', 'server']);
});
