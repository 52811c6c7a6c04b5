import { snakeCaseKeys } from '../snake-case.ts';

/** A value as one JSON document on one line, with its keys in snake_case; what is undefined is left out. */
export function jsonLine(value: unknown): string {
  return `${JSON.stringify(snakeCaseKeys(value))}\n`;
}
