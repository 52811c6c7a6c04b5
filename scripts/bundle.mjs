#!/usr/bin/env node
// A step of the build: bundles the compiled workflows into the one file that workers load.
import { chmod } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildBundle } from '../dist/worker/bundle.js';

await buildBundle();
await chmod(fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)), 0o755);
