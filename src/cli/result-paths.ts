import { join } from 'node:path';
import type { JobSummary } from '../domain/outcome.ts';

/** The paths, or URLs, of a job's result files. */
export function resultPaths({ output, results }: JobSummary): string[] {
  return results.map(({ name }) => resultPath(output, name));
}

export function resultPath(output: string, name: string): string {
  return isUrl(output) ? `${output.replace(/\/$/, '')}/${name}` : join(output, name);
}

export function isUrl(output: string): boolean {
  return /^[a-z][a-z0-9+.-]+:\/\//i.test(output);
}
