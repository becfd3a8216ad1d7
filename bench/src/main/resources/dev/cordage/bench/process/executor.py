"""ProcessPoolExecutor: the median of submit().result() in seconds, or items a second of map with chunksize 1.

Arguments: trips or map, how many workers, how many tasks.
"""

import statistics
import sys
import time
from concurrent.futures import ProcessPoolExecutor


def one():
    return 1


def increment(item):
    return item + 1


def trips(pool, tasks):
    def trip():
        start = time.perf_counter()
        assert pool.submit(one).result() == 1
        return time.perf_counter() - start

    return statistics.median(trip() for _ in range(tasks))


def rate(pool, tasks):
    start = time.perf_counter()
    total = sum(pool.map(increment, range(tasks), chunksize=1))
    seconds = time.perf_counter() - start
    assert total == tasks * (tasks + 1) // 2
    return tasks / seconds


if __name__ == "__main__":
    kind = {"trips": trips, "map": rate}[sys.argv[1]]
    tasks = int(sys.argv[3])
    with ProcessPoolExecutor(int(sys.argv[2])) as pool:
        kind(pool, max(1, tasks // 10))
        print(kind(pool, tasks))
