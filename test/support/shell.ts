import { execFileSync } from 'node:child_process';

/** What a shell script says with byte order and byte characters; `args` are its `"$@"`. */
export function shell(script: string, args: readonly string[] = []): Buffer {
  return execFileSync('bash', ['-o', 'pipefail', '-c', script, 'shell', ...args], {
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}
