import type { Case } from '../case.ts';
import { checksum } from './checksum.ts';
import { commandPerItem } from './command-per-item.ts';
import { grep } from './grep.ts';
import { lineCount } from './line-count.ts';
import { memory } from './memory.ts';
import { resume } from './resume.ts';
import { csvGroupBy, jsonlGroupBy } from './sql-group-by.ts';
import { wordCountJob } from './word-count-job.ts';
import { wordCountKernel } from './word-count-kernel.ts';

/** `npm run bench -- data`. */
export const dataCases: readonly Case[] = [
  wordCountKernel,
  wordCountJob,
  lineCount,
  grep,
  checksum,
  csvGroupBy,
  jsonlGroupBy,
  commandPerItem,
  memory,
  resume,
];
