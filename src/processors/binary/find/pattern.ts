import type { z } from 'zod';

const hexMark = 'hex:';

/** As many as a block of input may have, at most, or every block would be searched many times over. */
const mostBytes = 64 * 1024;

/** The bytes that a pattern stands for: those of its text in UTF-8, or those written in hex. */
export function bytesOf(pattern: string): Buffer {
  if (!pattern.startsWith(hexMark)) return Buffer.from(pattern);
  return Buffer.from(digitsOf(pattern), 'hex');
}

export function checkPattern(pattern: string, context: z.RefinementCtx): void {
  const isHex = pattern.startsWith(hexMark);
  if (isHex && !/^([0-9a-f]{2})*$/i.test(digitsOf(pattern))) {
    const message = `expected two hex digits for each byte, such as hex:de ad be ef, got ${JSON.stringify(pattern.slice(0, 80))}`;
    context.addIssue({ code: 'custom', message });
    return;
  }
  const { length } = bytesOf(pattern);
  if (length >= 1 && length <= mostBytes) return;
  const message = `expected a pattern of 1 to ${mostBytes} bytes, got ${length}`;
  context.addIssue({ code: 'custom', message });
}

function digitsOf(pattern: string): string {
  return pattern.slice(hexMark.length).replaceAll(' ', '');
}
