"""Counts the words of a file with Dask on two processes: word<TAB>count, in the order of the words' bytes."""

import sys

import dask
import dask.bag

if __name__ == "__main__":
    dask.config.set(scheduler="processes", num_workers=2)
    lines = dask.bag.read_text(sys.argv[1], blocksize="64MiB")
    counts = lines.str.split().flatten().frequencies().compute()
    for word, count in sorted(counts):
        sys.stdout.write(f"{word}\t{count}\n")
