import { fill } from '../kernels/fill.ts';
import { quoteScanner } from '../kernels/quotes.ts';
import { reused } from '../kernels/reused.ts';
import type { Source } from './partitioner.ts';

export interface Range {
  readonly uri: string;
  readonly start: number;
  readonly end: number;
}

/** What the bytes of a range tell, whatever comes before them. Plain data: it crosses from a thread. */
export interface QuoteScan {
  /** Whether they hold an odd number of double quotes. */
  readonly isOdd: boolean;
  /** The offset in the range after the first row end, where it starts outside quotes, or within them; 0 for none. */
  readonly rowEnd: { readonly outside: number; readonly within: number };
}

const withScanner = reused(quoteScanner);

/** Reads a range once. */
export async function scanQuotes({ uri, ...range }: Range, source: Source): Promise<QuoteScan> {
  return withScanner(async (scanner) => {
    scanner.open();
    for await (const block of source.read(uri, range)) {
      for (const length of fill(scanner, block)) scanner.feed(length);
    }
    const rowEnd = { outside: scanner.firstRowEnd(false), within: scanner.firstRowEnd(true) };
    return { isOdd: scanner.isOdd, rowEnd };
  });
}
