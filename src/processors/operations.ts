import { z } from 'zod';
import { DataError } from '../errors.ts';
import type { Algorithm, Operation, Processor } from './processor.ts';

interface Definition {
  readonly type: string;
  readonly summary: string;
  readonly operations: readonly [Operation, ...Operation[]];
}

/** A built-in processor whose `algorithm.operation` chooses the code; it runs in a thread. */
export function processorWithOperations({ type, summary, operations }: Definition): Processor {
  const byName = new Map(operations.map((it) => [it.operation, it]));
  const find = ({ operation }: Algorithm) => byName.get(operation ?? '');
  const [first, ...rest] = operations.map((it) => it.schemaFor(type));

  return {
    type,
    summary,
    runner: 'thread',
    // oxlint-disable-next-line typescript/no-non-null-assertion -- the tuple above has a first member
    schema: z.discriminatedUnion('operation', [first!, ...rest]),
    traits: (algorithm) => find(algorithm)?.traits(algorithm),
    async run(task, algorithm) {
      const operation = find(algorithm);
      if (operation) return operation.run(task, algorithm);
      throw new DataError(
        'BadConfig',
        `expected one of ${[...byName.keys()].join(', ')} for ${type}, got ${String(algorithm.operation)}`,
      );
    },
  };
}
