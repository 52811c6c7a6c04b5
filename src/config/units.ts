import { sum } from 'es-toolkit';
import { z } from 'zod';
import type { Tolerance } from '../domain/tolerance.ts';
import { got } from './sentence.ts';

const milliseconds = new Map([
  ['ms', 1],
  ['s', 1_000],
  ['m', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);
const powers = ['', 'k', 'm', 'g', 't'];

const aDuration = 'a duration such as 500ms, 30s, 10m or 1h30m';
const aTolerance = 'a count of tasks such as 5, or a share of all such as 5%';
const aSize = 'a size such as 64MiB, 10MB or a whole number of bytes';

/** Milliseconds of `500ms`, `1.5h` or `1h30m`; undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  if (!/^(?:\d+(?:\.\d+)?(?:ms|[smhd]))+$/.test(text)) return undefined;
  const terms = text.matchAll(/([\d.]+)([a-z]+)/g);
  const each = Array.from(
    terms,
    ([, count, unit = '']) => Number(count) * (milliseconds.get(unit) ?? NaN),
  );
  return Math.round(sum(each));
}

/** Bytes of `64MiB`, `64Mi` (powers of 1024), `10MB`, `10M`, `1k` (powers of 1000) or `512`; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?) ?(?:([kmgt])(i?))?b?$/i.exec(text);
  if (!match) return undefined;
  const [, count, prefix = '', binary] = match;
  const bytes = Number(count) * (binary ? 1_024 : 1_000) ** powers.indexOf(prefix.toLowerCase());
  return Math.round(bytes);
}

/** A duration in a job file: text with units in, whole milliseconds out, at least 1. */
export const duration = z
  .string({ error: ({ input }) => durationError(input) })
  .transform((text, context) => {
    const parsed = parseDuration(text);
    if (parsed !== undefined && parsed >= 1 && Number.isSafeInteger(parsed)) return parsed;
    context.addIssue({ code: 'custom', message: durationError(text) });
    return z.NEVER;
  });

/** A size in a job file: text with units or a number in, whole bytes out, at least 1. */
export const size = z.union([z.string(), z.number()], aSize).transform((value, context) => {
  const bytes = parseSize(String(value));
  if (bytes !== undefined && bytes >= 1 && Number.isSafeInteger(bytes)) return bytes;
  context.addIssue({ code: 'custom', message: `expected ${aSize}, got ${got(value)}` });
  return z.NEVER;
});

/** A tolerance in a job file: a count of tasks, or a share of all such as `5%`. */
export const tolerance = z
  .union([z.string(), z.number()], aTolerance)
  .transform((value, context): Tolerance => {
    const [, count, percent] = /^(?:(\d{1,9})|(\d{1,3}(?:\.\d+)?) ?%)$/.exec(String(value)) ?? [];
    if (count !== undefined) return { tasks: Number(count) };
    if (percent !== undefined && Number(percent) <= 100) return { percent: Number(percent) };
    context.addIssue({ code: 'custom', message: `expected ${aTolerance}, got ${got(value)}` });
    return z.NEVER;
  });

function durationError(input: unknown): string {
  const bare = /^\d+(\.\d+)?$/.test(String(input));
  const hint = bare
    ? ` — write the unit: ${String(input)}s, ${String(input)}m or ${String(input)}h`
    : '';
  return `expected ${aDuration}, got ${got(input)}${hint}`;
}
