export { byteCount, endOfFile, feed, lineCount, open, resume, wordCount } from './word-count/count';
export { INPUT as input, INPUT_SIZE as inputSize, OUTPUT as output } from './word-count/memory';
export { drain, rows } from './word-count/rows';
