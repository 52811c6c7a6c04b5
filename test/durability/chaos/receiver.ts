import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Gets a job's notifications. */
export interface Receiver {
  readonly url: string;
  /** How often it was told. */
  readonly told: () => number;
  readonly isHolding: () => boolean;
  /** Answers those that it has held, and holds none any more. */
  release(): void;
  close(): Promise<void>;
}

/** With `holds`, the answer to the first notification is held. */
export async function openReceiver(holds: boolean): Promise<Receiver> {
  let told = 0;
  let held: ServerResponse | undefined;
  let mayHold = holds;
  const server = createServer((request, response) => {
    told += 1;
    request.resume();
    if (!mayHold) return void response.end();
    mayHold = false;
    held = response;
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens at a port
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    told: () => told,
    isHolding: () => held !== undefined,
    release: () => void held?.end(),
    async close() {
      held?.end();
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
