"""Tasks a second of a ThreadPoolExecutor(2). Arguments: burst or trips, and how many tasks."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor


def one():
    return 1


def burst(pool, tasks):
    futures = [pool.submit(one) for _ in range(tasks)]
    return sum(future.result() for future in futures)


def trips(pool, tasks):
    return sum(pool.submit(one).result() for _ in range(tasks))


kind = {"burst": burst, "trips": trips}[sys.argv[1]]
tasks = int(sys.argv[2])
with ThreadPoolExecutor(2) as pool:
    kind(pool, 1000)
    start = time.perf_counter()
    total = kind(pool, tasks)
    seconds = time.perf_counter() - start
assert total == tasks
print(tasks / seconds)
