import { storages } from '../storage/index.ts';
import { takeAttempts } from './child-work.ts';

// The program of a child process.
takeAttempts(storages());
