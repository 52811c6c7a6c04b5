/** A binary heap over values that change: the first is always the smallest. */
export interface Heap<Value> {
  readonly first: Value | undefined;
  /** Puts the first value where it belongs now that it has grown. */
  sink(): void;
  removeFirst(): void;
}

export function createHeap<Value>(
  values: readonly Value[],
  compare: (one: Value, other: Value) => number,
): Heap<Value> {
  // A sorted list is a heap.
  const heap = values.toSorted(compare);

  const smallerChild = (parent: number): number => {
    const left = 2 * parent + 1;
    const [one, other] = [heap[left], heap[left + 1]];
    return one !== undefined && other !== undefined && compare(other, one) < 0 ? left + 1 : left;
  };

  const sink = () => {
    const [value] = heap;
    if (value === undefined) return;
    let hole = 0;
    for (;;) {
      const child = smallerChild(hole);
      const next = heap[child];
      if (next === undefined || compare(value, next) <= 0) break;
      heap[hole] = next;
      hole = child;
    }
    heap[hole] = value;
  };

  return {
    get first() {
      return heap[0];
    },
    sink,
    removeFirst() {
      const last = heap.pop();
      if (last === undefined || heap.length === 0) return;
      heap[0] = last;
      sink();
    },
  };
}
