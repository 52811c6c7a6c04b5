import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { freePort } from '../../../src/dev/ports.ts';

test('a preferred port is taken when it is free, and not when somebody listens on it', async () => {
  const port = await freePort(20_000);
  expect(port).toBeGreaterThanOrEqual(20_000);
  expect(port).toBeLessThan(25_000);
  expect(await freePort(25_000, port)).toBe(port);

  const holder = createServer().listen(port, '127.0.0.1');
  await once(holder, 'listening');
  const other = await freePort(25_000, port);
  holder.close();
  await once(holder, 'close');
  expect(other).toBeGreaterThanOrEqual(25_000);
  expect(other).toBeLessThan(30_000);
});
