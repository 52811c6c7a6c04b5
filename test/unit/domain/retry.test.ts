import { expect, test } from 'vitest';
import { isCharged, judge, type RetryPolicy } from '../../../src/domain/retry.ts';

const policy: RetryPolicy = {
  maxAttempts: 3,
  initialInterval: 1_000,
  backoffCoefficient: 2,
  maxInterval: 3_000,
  jitter: 0.2,
  nonRetryable: ['CommandFailed'],
};

test.each([
  { charged: 1, random: 0.5, after: 1_000 },
  { charged: 2, random: 0.5, after: 2_000 },
  { charged: 1, random: 0, after: 800 },
  { charged: 2, random: 1, after: 2_400 },
])(
  'the wait after failure $charged with random $random is $after ms',
  ({ charged, random, after }) => {
    expect(judge({ type: 'TaskCrashed', charged, policy, random })).toEqual({
      kind: 'retry',
      after,
    });
  },
);

test.each([
  { charged: 1, random: 0, after: 0 },
  { charged: 1, random: 0.25, after: 250 },
  { charged: 2, random: 0.5, after: 1_000 },
  { charged: 9, random: 0.999, after: 2_997 },
])(
  'with full jitter the wait after failure $charged is anything up to the backoff: $after ms',
  ({ charged, random, after }) => {
    const full = { ...policy, jitter: 'full', maxAttempts: 10 } as const;
    expect(judge({ type: 'TaskCrashed', charged, policy: full, random })).toEqual({
      kind: 'retry',
      after,
    });
  },
);

test('the wait has an upper bound', () => {
  const patient = { ...policy, maxAttempts: 9 };
  expect(judge({ type: 'TaskCrashed', charged: 6, policy: patient, random: 0.5 })).toEqual({
    kind: 'retry',
    after: 3_000,
  });
});

test.each([
  { what: 'the attempts are used up', type: 'TaskCrashed', charged: 3 },
  { what: 'the failure is final', type: 'InputChanged', charged: 1 },
  { what: 'the job file says so', type: 'CommandFailed', charged: 1 },
] as const)('it gives up when $what', ({ type, charged }) => {
  expect(judge({ type, charged, policy, random: 0.5 })).toEqual({ kind: 'give up' });
});

test('a lost machine is never charged, and tried again at once', () => {
  expect(isCharged('WorkerShutdown')).toBe(false);
  expect(isCharged('TaskCrashed')).toBe(true);
  expect(judge({ type: 'WorkerShutdown', charged: 99, policy, random: 0.5 })).toEqual({
    kind: 'retry',
    after: 0,
  });
});
