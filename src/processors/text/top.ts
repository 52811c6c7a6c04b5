import { z } from 'zod';

/** How many of the most frequent rows are wanted: held in memory, so not any number. */
export const topOption = z
  .int()
  .min(1)
  .max(100_000)
  .optional()
  .describe('Only so many rows, those with the highest counts; of equal counts the first by key.');
