import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { processesOf } from './processes.ts';
import { until } from './until.ts';

/** The SHA-256 of every file of a result, by its name below the output folder. */
export async function resultIn(output: string): Promise<ReadonlyMap<string, string>> {
  const names = (await filesBelow(output)).filter((it) => isResult(it));
  const hashes = await Promise.all(
    names.map(async (name) => {
      const hash = createHash('sha256').update(await readFile(join(output, name)));
      return [name, hash.digest('hex')] as const;
    }),
  );
  return new Map(hashes);
}

/** How a result differs from another one, in words. */
export function differences(
  expected: ReadonlyMap<string, string>,
  got: ReadonlyMap<string, string>,
): readonly string[] {
  const names = new Set([...expected.keys(), ...got.keys()]);
  return [...names]
    .filter((name) => expected.get(name) !== got.get(name))
    .map((name) => `the result file ${name} is not that of the undisturbed run`);
}

/** What a job has left in its output folder that is neither result nor log. */
export async function litterIn(output: string, job: string): Promise<readonly string[]> {
  const isLog = (name: string) =>
    new RegExp(`^\\.djc/${job}/logs/[a-z0-9][^./]*\\.jsonl$`).test(name);
  const isAccount = (name: string) => ['manifest.json', '_SUCCESS'].includes(name);
  const isHidden = (name: string) => name.startsWith('.');
  return (await filesBelow(output))
    .filter((name) => !isLog(name) && !isAccount(name) && (!isResult(name) || isHidden(name)))
    .map((name) => `${name} was left in the output folder`);
}

/** What is left of a user who has ended everything: processes, marks of users of the server, temporary files. */
export async function litterOf(home: string, temporary: string): Promise<readonly string[]> {
  const left: string[] = [];
  try {
    await until('no process is left', async () => (await processesOf(home)).length === 0);
  } catch {
    for (const { pid, command } of await processesOf(home))
      left.push(`process ${pid} was left: ${command}`);
  }
  const users = await filesBelow(`${home}/.local/state/djc/users`);
  const files = (await filesBelow(temporary)).filter((it) => !it.startsWith('tsx-'));
  return [
    ...left,
    ...users.map((it) => `${it} was left among the users of the server`),
    ...files.map((it) => `${it} was left in the folder for temporary files`),
  ];
}

function isResult(name: string): boolean {
  return !name.startsWith('.djc/') && !['manifest.json', '_SUCCESS'].includes(name);
}

/** All files and empty folders below a folder, by their relative paths; an empty folder's ends with a slash. */
async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const paths = entries.map(
    (it) => relative(folder, join(it.parentPath, it.name)) + (it.isDirectory() ? '/' : ''),
  );
  return paths.filter(
    (path) => !path.endsWith('/') || !paths.some((it) => it !== path && it.startsWith(path)),
  );
}
