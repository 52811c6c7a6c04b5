#!/usr/bin/env node
// Run after a change of dependencies. npm leaves packages for other platforms out of package-lock.json where the
// registry it was made with does not offer them, and `npm ci` then refuses the file everywhere. This names them again.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));

/** What a package is for, read from a name such as `@swc/core-linux-arm64-musl`. */
function platformOf(name) {
  const [, os, cpu, libc] =
    /-?(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)-(\w+?)(?:-(gnu|musl)\w*)?(?:-\w+)?$/.exec(
      name,
    ) ?? [];
  if (os === undefined) return undefined;
  return {
    cpu: [cpu],
    os: [os],
    ...(os === 'linux' && libc && { libc: [libc === 'gnu' ? 'glibc' : libc] }),
  };
}

let added = 0;
for (const { optionalDependencies = {}, dev } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const path = `node_modules/${name}`;
    const platform = platformOf(name);
    if (path in lock.packages || !platform || !/^\d/.test(version)) continue;
    lock.packages[path] = { version, ...platform, ...(dev && { dev }), optional: true };
    added += 1;
  }
}
const [own, ...rest] = Object.entries(lock.packages);
lock.packages = Object.fromEntries([own, ...rest.toSorted(([a], [b]) => a.localeCompare(b, 'en'))]);
writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(`${added} packages added`);
