// Plain JavaScript, as all of this folder: it runs beside the built djc, in each of its threads and processes.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { unreadable, unwritable } from '../../../dist/storage/local/failure.js';

const folder = process.env.DJC_TEST_TRAPS;
const traps = JSON.parse(readFileSync(`${folder}/traps.json`, 'utf8'));

/** Storages with the traps of chaos/trap.ts, each for whoever comes first, in whatever thread or process. */
export function trappedStorages(storages) {
  return (uri) => trapped(storages(uri));
}

function trapped(storage) {
  return {
    ...storage,
    async *read(uri, range) {
      await meet('read', uri, false);
      yield* storage.read(uri, range);
    },
    write: async (uri, durability) =>
      trappedOutput(await around('open', uri, async () => storage.write(uri, durability)), uri),
    create: async (uri, text) => around('create', uri, async () => storage.create(uri, text)),
    async move(moves) {
      for (const it of moves) await around('move', it.to, async () => storage.move([it]));
    },
    remove: async (uri) => around('remove', uri, async () => storage.remove(uri)),
  };
}

/** A disk that fails has taken a part of the bytes. */
function trappedOutput(output, uri) {
  return {
    ...output,
    async write(bytes) {
      const half = bytes.length >> 1;
      await output.write(bytes.subarray(0, half));
      await around('write', uri, async () => output.write(bytes.subarray(half)));
    },
    commit: async () => around('commit', uri, async () => output.commit()),
  };
}

async function around(operation, path, act) {
  await meet(operation, path, false);
  const answer = await act();
  await meet(operation, path, true);
  return answer;
}

async function meet(operation, path, isAfter) {
  for (const trap of traps) {
    const isHere = trap.operation === operation && (trap.after ?? false) === isAfter;
    if (!isHere || !new RegExp(trap.path).test(path) || !take(trap.id, path)) continue;
    if (trap.does !== 'hold') throw failure(trap.does, operation, path);
    while (!existsSync(`${folder}/${trap.id}.released`)) await pause(20);
  }
}

/** Of many at once one takes a trap. */
function take(id, path) {
  try {
    const caught = JSON.stringify({ pid: process.pid, path });
    writeFileSync(`${folder}/${id}.taken`, caught, { flag: 'wx' });
    return true;
  } catch {
    return false;
  }
}

function failure(code, operation, path) {
  const cause = Object.assign(new Error(`${code}: by the test`), { code });
  return operation === 'read' ? unreadable(path, cause) : unwritable('write', path, cause);
}
