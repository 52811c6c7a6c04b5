import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findProcess } from './process.ts';

/** Writes down that this process uses the server, once per call, as a file in the folder. Answers the file's path. */
export async function enter(folder: string): Promise<string> {
  const started = (await findProcess(process.pid))?.started ?? '';
  const file = join(folder, `${String(process.pid)}-${started}-${randomUUID()}`);
  await mkdir(folder, { recursive: true });
  await writeFile(file, '');
  return file;
}

/** Whether a living process uses the server. Removes the files of dead ones, also when others go by their pids now. */
export async function isUsed(folder: string): Promise<boolean> {
  const names = await readdir(folder).catch(() => []);
  const alive = await Promise.all(names.map((name) => isAlive(name)));
  const dead = names.filter((_, index) => alive[index] === false);
  await Promise.all(dead.map((name) => rm(join(folder, name), { force: true })));
  return dead.length < names.length;
}

async function isAlive(name: string): Promise<boolean> {
  const [pid, started] = name.split('-');
  return started !== undefined && (await findProcess(Number(pid)))?.started === started;
}
