#!/usr/bin/env node
// The last step of the build: bundles the compiled workflows into the one file that workers load, and puts the kernels
// beside the code that loads them.
import { chmod, cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { buildBundle } from '../dist/worker/bundle.js';

await buildBundle();
await cp(
  fileURLToPath(new URL('../src/kernels/', import.meta.url)),
  fileURLToPath(new URL('../dist/kernels/', import.meta.url)),
  {
    recursive: true,
    filter: (file) => !file.includes('assembly') && !file.endsWith('.ts'),
  },
);
await chmod(fileURLToPath(new URL('../dist/cli/main.js', import.meta.url)), 0o755);
