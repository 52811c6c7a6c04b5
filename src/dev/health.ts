import { connect } from 'node:http2';
import { setTimeout as pause } from 'node:timers/promises';

const METHOD = '/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace';
const REQUEST = grpcFrame(Buffer.from('\n\u0007default', 'latin1'));
const ANSWER_WITHIN = 1000;

/**
 * Whether the Temporal server at an address (`host:port`, no TLS) serves its `default` namespace within so many
 * milliseconds. Gives up early when the server's process is dead.
 */
export async function servesWithin(
  milliseconds: number,
  address: string,
  isAlive: () => boolean | Promise<boolean>,
): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  for (;;) {
    if (await serves(address)) return true;
    if (performance.now() > deadline || !(await isAlive())) return false;
    await pause(25);
  }
}

/**
 * Asks for the namespace in bare gRPC: importing the client costs half a second, this costs milliseconds. The frontend
 * is healthy some time before the namespace is there.
 */
function serves(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const session = connect(`http://${address}`);
    const settle = (answer: boolean): void => {
      session.destroy();
      resolve(answer);
    };
    session.on('error', () => settle(false));
    session.setTimeout(ANSWER_WITHIN, () => settle(false));
    const call = session.request({
      ':method': 'POST',
      ':path': METHOD,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    call.on('trailers', (trailers) => settle(trailers['grpc-status'] === '0'));
    call.on('error', () => settle(false));
    call.on('close', () => settle(false));
    call.resume();
    call.end(REQUEST);
  });
}

/** gRPC's envelope of one message: not compressed, its length in 4 bytes, the message. */
function grpcFrame(message: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
