import type { InputFormat } from '../domain/plan.ts';
import { bytes } from './bytes.ts';
import { files } from './files.ts';
import { lines } from './lines.ts';
import type { Partitioner } from './partitioner.ts';

/** One partitioner for each `input.format`. To add one: write its file, name its format in the domain, then name it here. */
const partitioners: Readonly<Record<InputFormat, Partitioner>> = {
  text: lines,
  binary: bytes,
  files,
};

export function partitionerOf(format: InputFormat): Partitioner {
  return partitioners[format];
}
