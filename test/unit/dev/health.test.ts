import { once } from 'node:events';
import { createServer as createHttp2Server } from 'node:http2';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { servesWithin } from '../../../src/dev/health.ts';
import { freePort } from '../../../src/dev/ports.ts';

const alive = (): boolean => true;

test('a server that answers OK serves', async () => {
  expect(await servesWithin(5000, await listen(grpcServer('0')), alive)).toBe(true);
});

test('a server whose namespace is not there does not', async () => {
  expect(await servesWithin(100, await listen(grpcServer('5')), alive)).toBe(false);
});

test('a server that takes connections and says nothing does not', async () => {
  const silent = createServer((socket) => onTestFinished(() => void socket.destroy()));
  expect(await servesWithin(100, await listen(silent), alive)).toBe(false);
});

test('nobody listening: it is asked again until its time is over', async () => {
  let asked = 0;
  const counting = (): boolean => ++asked > 0;
  expect(await servesWithin(200, await closedAddress(), counting)).toBe(false);
  expect(asked).toBeGreaterThan(1);
});

test('a dead process is not waited for', async () => {
  const began = performance.now();
  expect(await servesWithin(30_000, await closedAddress(), () => false)).toBe(false);
  expect(performance.now() - began).toBeLessThan(5000);
});

function grpcServer(status: string): Server {
  const server = createHttp2Server();
  server.on('stream', (stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc' },
      { waitForTrailers: true },
    );
    stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
    stream.end();
  });
  return server;
}

async function listen(server: Server): Promise<string> {
  const port = await freePort(20_000);
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  return `127.0.0.1:${String(port)}`;
}

async function closedAddress(): Promise<string> {
  const server = createServer();
  const address = await listen(server);
  server.close();
  await once(server, 'close');
  return address;
}
