/** Works on items in order, on up to `atOnce` of them before the first answer is asked for. Leaves no work behind. */
export async function* ahead<Item, Answer>(
  items: Iterable<Item> | AsyncIterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<Answer>,
): AsyncGenerator<Answer> {
  const underway: Promise<Answer>[] = [];
  try {
    for await (const item of items) {
      const answer = work(item);
      // A failure is seen when its turn comes.
      answer.catch(() => undefined);
      underway.push(answer);
      const [first] = underway;
      if (underway.length < atOnce || !first) continue;
      yield await first;
      void underway.shift();
    }
    for (const answer of underway) yield await answer;
  } finally {
    await Promise.allSettled(underway);
  }
}
