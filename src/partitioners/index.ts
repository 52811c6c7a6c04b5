import type { InputFormat } from '../domain/plan.ts';
import { bytes } from './bytes.ts';
import { csv } from './csv.ts';
import { files } from './files.ts';
import { jsonl } from './jsonl.ts';
import { lines } from './lines.ts';
import { parquet } from './parquet.ts';
import type { Partitioner } from './partitioner.ts';

/** One partitioner for each `input.format`. To add one: write its file, name its format in the domain, then name it here. */
const partitioners: Readonly<Record<InputFormat, Partitioner>> = {
  text: lines,
  csv,
  jsonl,
  binary: bytes,
  parquet,
  files,
};

export function partitionerOf(format: InputFormat): Partitioner {
  return partitioners[format];
}
