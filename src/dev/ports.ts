import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** A killed process lets go of its ports a moment after it is dead. In milliseconds. */
const patience = 1_000;

/**
 * A port of 127.0.0.1 that nobody listens on: the preferred one when it's free within a second, else any of the 5,000
 * from `from`. Callers stay below 32768: a port that systems also give to outgoing connections may be gone before the
 * server has it.
 */
export async function freePort(from: number, preferred?: number): Promise<number> {
  if (preferred !== undefined && (await becomesFree(preferred))) return preferred;
  let port = randomInt(from, from + 5000);
  while (!(await isFree(port))) port = randomInt(from, from + 5000);
  return port;
}

async function becomesFree(port: number): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (!(await isFree(port))) {
    if (performance.now() > deadline) return false;
    // Nobody tells when a port is free.
    await sleep(50);
  }
  return true;
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true));
    });
  });
}
