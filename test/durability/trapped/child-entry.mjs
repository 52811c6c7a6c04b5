import { takeAttempts } from '../../../dist/runners/child-work.js';
import { storages } from '../../../dist/storage/index.js';
import { trappedStorages } from './storages.mjs';

// As src/runners/child-entry.ts, with traps.
takeAttempts(trappedStorages(storages()));
