import { register } from 'node:module';
import type { Cursor, PartReceipt } from '../domain/part.ts';
import type { Storages } from '../storage/index.ts';
import { type Answer, answerOf } from './answer.ts';
import { createGuard } from './guard.ts';
import { type PartDeps, producePart } from './part.ts';
import type { Attempt } from './runner.ts';

export interface ToChild {
  readonly attempt: Attempt;
}

export type FromChild = Answer<PartReceipt> | { readonly progress: Cursor };

/** Milliseconds between two messages about progress. */
const tellEvery = 500;

/** Work in a child is never asked to stop: the child is killed. */
const { signal } = new AbortController();

/** Runs the attempts that this process's parent sends, with storages of its own. */
export function takeAttempts(storages: Storages): void {
  const deps = { storages, now: () => new Date(), guard: createGuard() };
  knowOwnName();
  process.on('message', ({ attempt }: ToChild) => void run(attempt, deps));
  // The worker is gone, or has no more use for this.
  process.on('disconnect', () => process.exit());
}

async function run(attempt: Attempt, deps: PartDeps): Promise<void> {
  let progress: Cursor = { items: 0, bytes: 0 };
  const tellProgress = () => tell({ progress });
  const timer = setInterval(tellProgress, tellEvery);
  const onProgress = (cursor: Cursor) => (progress = cursor);
  const answer = await answerOf(producePart(attempt, { signal, onProgress }, deps));
  clearInterval(timer);
  tellProgress();
  tell(answer);
}

function tell(message: FromChild): void {
  process.send?.(message, () => undefined);
}

/** Lets modules anywhere import this very `djc`, and takes those in TypeScript for ES modules. */
function knowOwnName(): void {
  const extension = import.meta.url.endsWith('.ts') ? 'ts' : 'js';
  const index = new URL(`../index.${extension}`, import.meta.url).href;
  const hook = `export async function resolve(specifier, context, next) {
    const found = await next(specifier === 'djc' ? ${JSON.stringify(index)} : specifier, context);
    const isScript = found.format === 'commonjs' && /\\.ts(\\?|$)/.test(found.url);
    return isScript ? { ...found, format: 'module' } : found;
  }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}
