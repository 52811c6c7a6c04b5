#!/usr/bin/env node
// Compiles src/kernels/assembly/*.ts to src/kernels/*.wasm; with --check it only says whether the committed files are up to date.
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const kernels = fileURLToPath(new URL('../src/kernels/', import.meta.url));
const options = '--enable simd --runtime stub -O3 --noAssert --disableWarning 112'.split(' ');
const checking = process.argv.includes('--check');
const target = checking ? await mkdtemp(join(tmpdir(), 'kernels-')) : kernels;

try {
  for (const file of await readdir(join(kernels, 'assembly'))) {
    if (file.endsWith('.ts')) await build(file);
  }
} finally {
  if (checking) await rm(target, { recursive: true });
}

async function build(file) {
  const name = file.replace(/\.ts$/, '.wasm');
  const source = join(kernels, 'assembly', file);
  const argv = [source, '-o', join(target, name), ...options];
  const { error } = await main(argv, { stderr: process.stderr });
  if (error) throw error;
  if (!checking) return;
  const [built, committed] = await Promise.all(
    [target, kernels].map((at) => readFile(join(at, name))),
  );
  if (!built.equals(committed)) {
    process.exitCode = 1;
    console.error(
      `src/kernels/${name} is not what src/kernels/assembly/${file} compiles to: run npm run kernels.`,
    );
  }
}
