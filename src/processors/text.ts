import { processorWithOperations } from './operations.ts';
import { frequency } from './text/frequency.ts';
import { grep } from './text/grep.ts';
import { lineCount } from './text/line-count.ts';
import { replace } from './text/replace.ts';
import { wordCount } from './text/word-count.ts';

export const textProcessor = processorWithOperations({
  type: 'text_processor',
  summary: 'Counts and searches text, line by line.',
  operations: [wordCount, lineCount, grep, replace, frequency],
});
