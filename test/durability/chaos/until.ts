import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds after which a state that does not come is taken for one that never will. */
const patience = 240_000;

/** Waits until something holds, asking again and again; answers what was told, unless it is false or undefined. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | false | undefined> | T | false | undefined,
): Promise<T> {
  const deadline = performance.now() + patience;
  for (;;) {
    const answer = await ask();
    if (answer !== false && answer !== undefined) return answer;
    if (performance.now() > deadline)
      throw new Error(`waited ${patience / 1_000} s in vain until ${what}`);
    await pause(25);
  }
}
