"""Processes by spawn: the seconds until a new Pool(1) has its first result, or processes started and joined a second.

Arguments: pool or process, and how many.
"""

import multiprocessing
import statistics
import sys
import time


def one():
    return 1


def pools(context, count):
    seconds = []
    for _ in range(count):
        start = time.perf_counter()
        with context.Pool(1) as pool:
            assert pool.apply(one) == 1
            seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def processes(context, count):
    start = time.perf_counter()
    for _ in range(count):
        process = context.Process(target=one)
        process.start()
        process.join()
        assert process.exitcode == 0
    return count / (time.perf_counter() - start)


if __name__ == "__main__":
    kind = {"pool": pools, "process": processes}[sys.argv[1]]
    print(kind(multiprocessing.get_context("spawn"), int(sys.argv[2])))
