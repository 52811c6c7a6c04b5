import type { Failure } from '../domain/failure.ts';
import { failureOf } from './failure.ts';

/** What came of work in a thread or a process. Failures are values, because an error loses its class when it crosses. */
export type Answer<Value> = { readonly value: Value } | { readonly failure: Failure };

export async function answerOf<Value>(promise: Promise<Value>): Promise<Answer<Value>> {
  try {
    return { value: await promise };
  } catch (error) {
    return { failure: failureOf(error) };
  }
}
