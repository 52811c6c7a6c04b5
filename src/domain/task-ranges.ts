/** The numbers of tasks as people write them: `3,7-9`. Ascending, each once; none is the empty string. */
export function formatTasks(tasks: readonly number[]): string {
  const ranges: { from: number; to: number }[] = [];
  for (const task of tasks.toSorted((a, b) => a - b)) {
    const last = ranges.at(-1);
    if (last && task <= last.to + 1) last.to = task;
    else ranges.push({ from: task, to: task });
  }
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

/** Reads `3,7-9`; undefined for anything else, and for ranges that end before they begin. */
export function parseTasks(text: string): readonly number[] | undefined {
  if (text === '') return [];
  const tasks = new Set<number>();
  for (const range of text.split(',')) {
    const [, first, last = first] = /^(\d{1,7})(?:-(\d{1,7}))?$/.exec(range.trim()) ?? [];
    const [from, to] = [Number(first), Number(last)];
    if (first === undefined || to < from) return undefined;
    for (let task = from; task <= to; task += 1) tasks.add(task);
  }
  return [...tasks].toSorted((a, b) => a - b);
}
