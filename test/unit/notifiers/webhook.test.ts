import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from 'vitest';
import { webhookNotifier } from '../../../src/notifiers/webhook.ts';
import { describeNotifier, event } from '../../contracts/notifier.ts';

const webhook = webhookNotifier({ timeout: 10_000 });
const never = new AbortController().signal;

const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  }
});

type Request = Pick<IncomingMessage, 'method' | 'url' | 'headers'> & { readonly body: string };

/** A server that keeps what comes in and answers as told. */
async function serve(answer: (response: ServerResponse) => void) {
  const requests: Request[] = [];
  const server = createServer();
  const take = async (request: IncomingMessage, response: ServerResponse) => {
    const { method, url, headers } = request;
    requests.push({ method, url, headers, body: await text(request) });
    server.emit('taken');
    answer(response);
  };
  server.on('request', (request, response) => void take(request, response));
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what listens on a port has one
  const { port } = server.address() as AddressInfo;
  return { requests, server, host: `127.0.0.1:${port}`, url: `http://127.0.0.1:${port}/hook?a=b` };
}

const end =
  (status: number, headers = {}) =>
  (response: ServerResponse) => {
    response.writeHead(status, headers).end('an answer');
  };

const options = (url: string, more: object = {}) =>
  webhook.schema.parse({ type: 'webhook', url, ...more });

describeNotifier('webhook', async () => {
  let answer = end(204);
  const { requests, server, url } = await serve((response) => answer(response));
  return {
    notifier: webhook,
    written: { type: 'webhook', url },
    received: () => requests.map(({ body }) => body),
    refuse: () => {
      answer = end(500);
    },
    stall: async () => {
      answer = () => undefined;
      await once(server, 'taken');
    },
  };
});

describe('webhook', () => {
  test('posts JSON with keys in snake_case, and nothing else of the event', async () => {
    const { requests, url } = await serve(end(200));
    const summary = { ...event, results: [{ name: 'result.tsv' }], warnings: [] };
    await webhook.send(options(url), summary, never);
    expect(requests).toMatchObject([
      { method: 'POST', url: '/hook?a=b', headers: { 'content-type': 'application/json' } },
    ]);
    expect(JSON.parse(requests[0]!.body)).toEqual({
      job: 'words-x1',
      name: 'words',
      state: 'failed',
      output: '/jobs/out ü\n',
      message: 'a task failed',
      started_at: '2026-01-01T00:00:00.000Z',
      ended_at: '2026-01-01T00:01:00.000Z',
      tasks: event.tasks,
      files: 2,
      bytes: 1_024,
    });
  });

  test('leaves out what the event does not have', async () => {
    const { requests, url } = await serve(end(200));
    const { message: _, ...succeeded } = event;
    await webhook.send(options(url), succeeded, never);
    expect(JSON.parse(requests[0]!.body)).not.toHaveProperty('message');
  });

  test('sends the headers of the job file, over its own', async () => {
    const { requests, url } = await serve(end(200));
    const headers = { Authorization: 'Bearer a=b', 'Content-Type': 'application/x', X_y: 'é' };
    await webhook.send(options(url, { headers }), event, never);
    expect(requests[0]!.headers).toMatchObject({
      authorization: 'Bearer a=b',
      'content-type': 'application/x',
      x_y: 'é',
    });
  });

  test.each([
    [400, 'got 400 Bad Request'],
    [404, 'got 404 Not Found'],
    [503, 'got 503 Service Unavailable'],
  ])(
    'status %i is refused, with the host and without the rest of the URL',
    async (status, what) => {
      const { host, url } = await serve(end(status));
      await expect(webhook.send(options(url), event, never)).rejects.toMatchObject({
        type: 'NotificationRefused',
        message: `expected ${host} to answer the webhook with 2xx, ${what}`,
      });
    },
  );

  test.each([301, 302, 307, 308])('a redirect with %i is not followed', async (status) => {
    const target = await serve(end(200));
    const { requests, url } = await serve(end(status, { location: target.url }));
    await expect(webhook.send(options(url), event, never)).rejects.toThrow(
      `to ${target.url}, which djc does not follow`,
    );
    expect([requests.length, target.requests.length]).toEqual([1, 0]);
  });

  test('a receiver that does not answer in time is refused', async () => {
    const { host, url } = await serve(() => undefined);
    await expect(
      webhookNotifier({ timeout: 100 }).send(options(url), event, never),
    ).rejects.toMatchObject({
      type: 'NotificationRefused',
      message: `expected ${host} to answer the webhook with 2xx, got no answer within 0.1 s`,
    });
  });

  test('a port where nobody listens is refused', async () => {
    const { host, server, url } = await serve(end(200));
    server.close();
    await once(server, 'close');
    servers.splice(0);
    await expect(webhook.send(options(url), event, never)).rejects.toMatchObject({
      type: 'NotificationRefused',
      message: `expected ${host} to answer the webhook with 2xx, got connect ECONNREFUSED ${host}`,
    });
  });

  test('a connection that breaks is refused', async () => {
    const { url } = await serve((response) => response.destroy());
    await expect(webhook.send(options(url), event, never)).rejects.toMatchObject({
      type: 'NotificationRefused',
    });
  });
});
