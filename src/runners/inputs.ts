import { ahead } from '../ahead.ts';
import type { Input } from '../domain/plan.ts';
import { DataError } from '../errors.ts';
import type { Storages } from '../storage/index.ts';

/** Files that share the wait for a look at them: a task may have a thousand. */
const looksAtOnce = 16;

/** Throws `InputMissing` or `InputChanged` unless each input is what the plan froze. */
export async function checkInputs(inputs: readonly Input[], storages: Storages): Promise<void> {
  const byUri = new Map(inputs.map((input) => [input.uri, input]));
  const looks = ahead(byUri.values(), looksAtOnce, async (planned) => ({
    planned,
    found: await storages(planned.uri).stat(planned.uri),
  }));
  for await (const { planned, found } of looks) {
    if (found?.fingerprint !== planned.fingerprint) throw difference(planned, found);
  }
}

function difference(planned: Input, found: Input | undefined): DataError {
  const name = JSON.stringify(planned.uri);
  if (!found) {
    return new DataError(
      'InputMissing',
      `${name} was there when the job was planned and is gone now`,
    );
  }
  return new DataError(
    'InputChanged',
    `${name} is no longer what the job was planned for: expected ${shown(planned)}, got ${shown(found)}; submit the job again to plan it anew`,
  );
}

function shown({ fingerprint, size }: Input): string {
  return `${fingerprint} (${size} bytes)`;
}
