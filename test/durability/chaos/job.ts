import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { tasks } from './round.ts';
import type { Kind } from './kind-names.ts';
import { trapsVariable } from './trap.ts';

const files = 20;
const linesOfTask = { csv: 120, text: 200, item: 3 };

interface Recipe {
  readonly format?: string;
  readonly algorithm: object;
  readonly consolidate?: string;
}

/** In the shell: held where the trap of this task is armed. */
const held = `t="$${trapsVariable}/program-$DJC_TASK"
if [ -e "$t.armed" ] && (set -C; echo "{\\"pid\\":$$}" > "$t.taken") 2>/dev/null
then while [ ! -e "$t.released" ]; do sleep 0.05; done; fi
`;

function recipeOf(kind: Kind, folder: string): Recipe {
  const text = 'text_processor';
  const recipes: Readonly<Record<Kind, Recipe>> = {
    word_count: { algorithm: { type: text, operation: 'word_count' } },
    grep: { algorithm: { type: text, operation: 'grep', pattern: '[0-4]7|beef' } },
    collect: {
      algorithm: { type: text, operation: 'grep', pattern: 'a[0-9]' },
      consolidate: 'collect',
    },
    command: { algorithm: { type: 'command', run: `${held}exec tr a-f A-F` } },
    item: {
      algorithm: { type: 'command', per: 'item', run: `${held}echo {} | tr a-f A-F` },
      format: 'text',
    },
    module: { algorithm: { type: 'module', path: `${folder}/module.ts` } },
    sql: {
      format: 'csv',
      algorithm: {
        type: 'sql',
        columns: { n: 'BIGINT' },
        query: 'SELECT key, count(*) AS rows, sum(n) AS n FROM input GROUP BY key',
        final: 'SELECT key, sum(rows) AS rows, sum(n) AS n FROM parts GROUP BY key ORDER BY key',
      },
    },
  };
  return recipes[kind];
}

/** Writes input and job file of a kind into a folder, and answers the job file. Its output goes to `out`. */
export async function writeJob(kind: Kind, folder: string, webhook?: string): Promise<string> {
  const { algorithm, format = 'text', consolidate } = recipeOf(kind, folder);
  const share = await writeInput(kind, folder);
  await writeFile(`${folder}/module.ts`, moduleCode);
  const job = {
    name: 'chaos',
    input: { path: 'input', format },
    algorithm,
    output: { path: 'out', ...(consolidate && { consolidate }) },
    notification: webhook === undefined ? [] : [{ type: 'webhook', url: webhook }],
    advanced: {
      batch_size: share,
      heartbeat_timeout: '10s',
      retry: { initial_interval: '100ms', max_attempts: 10 },
    },
  };
  const file = `${folder}/job.yaml`;
  await writeFile(file, JSON.stringify(job));
  return file;
}

/** Files that are cut into as many tasks as there should be; answers the bytes of a task. */
async function writeInput(kind: Kind, folder: string): Promise<number> {
  await mkdir(`${folder}/input`, { recursive: true });
  const isCsv = kind === 'sql';
  const lines = isCsv ? linesOfTask.csv : kind === 'item' ? linesOfTask.item : linesOfTask.text;
  const each = (lines * tasks) / files;
  let size = 0;
  for (let file = 0; file < files; file += 1) {
    const rows = Array.from({ length: each }, (_, line) => rowOf(`${file} ${line}`, isCsv));
    const content = (isCsv ? 'key,n,text\n' : '') + rows.join('');
    size = content.length;
    await writeFile(
      `${folder}/input/${String(file).padStart(2, '0')}.${isCsv ? 'csv' : 'txt'}`,
      content,
    );
  }
  return Math.ceil(size / (tasks / files));
}

/** All of one length, so that all tasks are. */
function rowOf(seed: string, isCsv: boolean): string {
  const hex = createHash('md5').update(seed).digest('hex');
  if (!isCsv) return `${hex.slice(0, 3)} ${hex.slice(3, 5)} ${hex}\n`;
  return `${hex.slice(0, 1)},${String(parseInt(hex.slice(0, 6), 16)).padStart(9, '1')},${hex}\n`;
}

const moduleCode = `import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { defineProcessor } from 'djc';

async function holdWhereArmed(task: number) {
  const trap = process.env['${trapsVariable}'] + '/program-' + task;
  if (!existsSync(trap + '.armed')) return;
  try {
    writeFileSync(trap + '.taken', JSON.stringify({ pid: process.pid }), { flag: 'wx' });
  } catch {
    return;
  }
  while (!existsSync(trap + '.released')) await pause(20);
}

export default defineProcessor({
  async run(task) {
    await holdWhereArmed(task.task);
    let items = 0;
    for (const slice of task.slices) {
      for await (const block of task.read(slice)) {
        const text = Buffer.from(block).toString('latin1');
        items += text.split('\\n').length - 1;
        await task.write(Buffer.from(text.toUpperCase(), 'latin1'));
      }
    }
    return { itemsIn: items, itemsOut: items };
  },
});
`;
