import type { ResultFile } from '../domain/part.ts';
import type { Output } from '../storage/storage.ts';
import { resultNames } from './collect/names.ts';
import { piecesOf } from './collect/pieces.ts';
import type { ConsolidationTask, Consolidator } from './consolidator.ts';
import { partReader } from './read-parts.ts';
import { resultOutput } from './write-blocks.ts';

/** Files that are made durable at once, which takes longer than writing small ones. */
const commitsAtOnce = 16;

/** Parts that follow each other may hold ranges of one input: its file gets them in their order. */
export const collect: Consolidator = {
  name: 'collect',
  summary:
    "One file for each input, under the input's path below the folder that all inputs share.",
  async consolidate(task) {
    const commits: Promise<ResultFile>[] = [];
    try {
      await writeFiles(task, commits);
      return await Promise.all(commits);
    } catch (error) {
      for (const commit of await Promise.allSettled(commits)) {
        if (commit.status === 'rejected') continue;
        await task.storage.remove(`${task.into}/${commit.value.name}`);
      }
      throw error;
    }
  },
};

interface Draft {
  readonly uri: string;
  readonly name: string;
  readonly output: Output;
}

/** Writes the files one after the other, and adds each to `commits` once all of it is written. */
async function writeFiles(task: ConsolidationTask, commits: Promise<ResultFile>[]): Promise<void> {
  const names = resultNames(task);
  const isWhole = wholeInputs(task.parts);
  const read = partReader(task);
  let draft: Draft | undefined;
  const commitDraft = async () => {
    if (!draft) return;
    const commit = committed(draft);
    // A failure is seen when it is waited for, which may be later.
    commit.catch(() => undefined);
    commits.push(commit);
    draft = undefined;
    await commits.at(-commitsAtOnce);
  };
  try {
    for (const part of task.parts) {
      for await (const { uri, bytes } of piecesOf(part, read(part))) {
        if (!isWhole(uri)) continue;
        if (uri !== draft?.uri) {
          await commitDraft();
          const name = names.get(uri) ?? '';
          draft = { uri, name, output: await resultOutput(task, name) };
        }
        await draft.output.write(bytes);
      }
    }
    await commitDraft();
  } catch (error) {
    await draft?.output.abort();
    throw error;
  }
}

/** Whether all of an input was worked through: a partial result has no file for one of which some is missing. */
function wholeInputs(parts: ConsolidationTask['parts']): (uri: string) => boolean {
  const left = new Map<string, number>();
  for (const { uri, size, start, end } of parts.flatMap(({ receipt }) => receipt.slices))
    left.set(uri, (left.get(uri) ?? size) - (end - start));
  return (uri) => left.get(uri) === 0;
}

async function committed({ name, output }: Draft): Promise<ResultFile> {
  try {
    return { name, ...(await output.commit()) };
  } catch (error) {
    await output.abort();
    throw error;
  }
}
