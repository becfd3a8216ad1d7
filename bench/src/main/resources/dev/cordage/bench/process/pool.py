"""Items a second of multiprocessing.Pool.map. Arguments: how many workers, items, and items a chunk, or 0."""

import sys
import time
from multiprocessing import Pool


def increment(item):
    return item + 1


def rate(pool, items, chunk):
    start = time.perf_counter()
    total = sum(pool.map(increment, range(items), chunksize=chunk or None))
    seconds = time.perf_counter() - start
    assert total == items * (items + 1) // 2
    return items / seconds


if __name__ == "__main__":
    workers, items, chunk = map(int, sys.argv[1:])
    with Pool(workers) as pool:
        rate(pool, max(1, items // 10), chunk)
        print(rate(pool, items, chunk))
