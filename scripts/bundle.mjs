#!/usr/bin/env node
// The last step of the build: bundles the compiled workflows into the one file that workers load, and the command line into
// a few; and puts the kernels beside the code that loads them.
import { chmod, cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { buildBundle } from '../dist/worker/bundle.js';

const dist = (path) => fileURLToPath(new URL(`../dist/${path}`, import.meta.url));

await buildBundle();
await bundleCli();
await cp(fileURLToPath(new URL('../src/kernels/', import.meta.url)), dist('kernels/'), {
  recursive: true,
  filter: (file) => !file.includes('assembly') && !file.endsWith('.ts'),
});
await chmod(dist('cli/main.js'), 0o755);

/** Without what finds its own files by its place, and without what only commands need that are never bundled. */
async function bundleCli() {
  await build({
    entryPoints: [dist('cli/start.js')],
    outdir: dist('cli/bundle'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: [dist('version.js'), dist('worker/task-worker.js')],
    // Packages in CommonJS ask for it.
    banner: {
      js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);",
    },
    legalComments: 'linked',
    logLevel: 'warning',
  });
}
