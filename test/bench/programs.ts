import { execFile, spawn } from 'node:child_process';
import { promisify } from 'node:util';

const inBytes = { ...process.env, LC_ALL: 'C' };

/** Where a program is on the PATH; undefined where it is not. */
async function findProgram(name: string): Promise<string | undefined> {
  const found = await promisify(execFile)('/bin/sh', [
    '-c',
    'command -v -- "$1"',
    'sh',
    name,
  ]).catch(() => undefined);
  return found?.stdout.trim();
}

/** Why a contestant cannot take part that needs these programs. */
export async function missingOf(names: readonly string[]): Promise<string | undefined> {
  const places = await Promise.all(names.map(findProgram));
  const missing = names.filter((_, index) => places[index] === undefined);
  return missing.length > 0 ? `${missing.join(', ')} not on the PATH` : undefined;
}

interface Script {
  readonly script: string;
  /** Its `"$@"`. */
  readonly args?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a line of bash with byte order and byte characters; answers its stdout, or throws with its last words. */
export async function bash({ script, args = [], env = {} }: Script): Promise<string> {
  return textOf(['bash', '-o', 'pipefail', '-c', script, 'bash', ...args], { ...inBytes, ...env });
}

/** Runs a program to its end; answers its stdout, or throws with its last words. */
export async function textOf(
  [program = '', ...args]: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('latin1')));
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2_000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (code === 0) return stdout;
  throw new Error(stderr.trim() || `${program} ended with ${String(code)} and said nothing`);
}

/** Seconds that some work takes. */
export async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1_000;
}
