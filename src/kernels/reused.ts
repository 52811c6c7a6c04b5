/**
 * Kernels of one kind, made when all there are are in use: their memory is large, and never given back, so a thread
 * keeps its own for one task after the other.
 */
export function reused<Kernel>(create: () => Kernel) {
  const idle: Kernel[] = [];
  return async function using<Result>(work: (kernel: Kernel) => Promise<Result>): Promise<Result> {
    const kernel = idle.pop() ?? create();
    try {
      return await work(kernel);
    } finally {
      idle.push(kernel);
    }
  };
}
