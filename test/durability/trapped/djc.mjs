// djc as it was built, but its workers meet traps.
import { processContext } from '../../../dist/cli/process-context.js';
import { runDjc } from '../../../dist/cli/program.js';
import { storages } from '../../../dist/storage/index.js';
import { startTaskWorker } from '../../../dist/worker/task-worker.js';
import { trappedStorages } from './storages.mjs';

const stores = {
  storages: trappedStorages(storages()),
  threadEntry: new URL('thread-entry.mjs', import.meta.url),
  childEntry: new URL('child-entry.mjs', import.meta.url),
};
await runDjc(process.argv.slice(2), {
  ...processContext(),
  startWorker: async (server, settings) => startTaskWorker(server, { ...settings, stores }),
});
process.exit();
