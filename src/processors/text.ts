import { processorWithOperations } from './operations.ts';
import { grep } from './text/grep.ts';
import { lineCount } from './text/line-count.ts';
import { wordCount } from './text/word-count.ts';

export const textProcessor = processorWithOperations({
  type: 'text_processor',
  summary: 'Counts and searches text, line by line.',
  operations: [wordCount, lineCount, grep],
});
