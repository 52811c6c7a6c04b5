#!/usr/bin/env node
// Brings a clone to the point where everything runs: packages, the compiled code, the Temporal CLI. Does only what is
// missing. Plain JavaScript without packages, since on a fresh clone there is nothing else.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const packages = join(root, 'node_modules', '.djc-installed');
const built = join(root, 'dist', '.djc-built');

function run(command, args) {
  const { status } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(
    `Setting djc up failed: \`${[command, ...args].join(' ')}\` did not end well; it says why above.`,
  );
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`djc needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(2);
}

function sha256(file) {
  return createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex');
}

function filesIn(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** One value for everything the compiled code is made from. */
function sources() {
  const hash = createHash('sha256');
  const files = [...filesIn('src').toSorted(), join(root, 'tsconfig.json'), packages];
  for (const file of files) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function isStale(stamp, value) {
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== value;
}

checkNode();

const lock = sha256('package-lock.json');
if (isStale(packages, lock)) {
  console.error('Installing packages (npm ci)…');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(packages, lock);
}

const code = sources();
if (isStale(built, code)) {
  console.error('Compiling…');
  run('npm', ['run', '--silent', 'build']);
  writeFileSync(built, code);
}

const { findTemporal } = await import('../dist/dev/temporal-binary.js');
const { foldersOf } = await import('../dist/dev/folders.js');
try {
  const { cache } = foldersOf(process.env);
  await findTemporal({
    env: process.env,
    cache,
    temp: tmpdir(),
    say: (line) => console.error(line),
  });
} catch (error) {
  console.error([error.message, error.hint].filter(Boolean).join('\n'));
  process.exit(error.exitCode ?? 70);
}
