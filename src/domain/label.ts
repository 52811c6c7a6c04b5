import type { Slice } from './plan.ts';

const units = ['', ' Ki', ' Mi', ' Gi', ' Ti'];

/** A number of bytes in the largest unit that leaves at least 1, as `64 Mi` or `1.5 Gi`. */
export function binarySize(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(4, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))}${String(units[power])}`;
}

/** What a task works on, for a person: `logs/a.log bytes 0–64 Mi`, `logs/a.log`, or `logs/a.log and 41 more files`. */
export function labelOf(slices: readonly Slice[]): string {
  const [first, ...others] = slices;
  if (!first) return 'no input';
  const name = first.uri.split('/').slice(-2).join('/');
  if (others.length > 0)
    return `${name} and ${others.length} more ${others.length === 1 ? 'file' : 'files'}`;
  if (first.start === 0 && first.end >= first.size) return name;
  return `${name} bytes ${binarySize(first.start)}–${binarySize(first.end)}`;
}
