"""Rounds a second of a CPU-bound loop on a ThreadPoolExecutor(2). Arguments: how many loops, and of how many rounds."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor


def loop(rounds):
    total = 0
    for i in range(rounds):
        total = (total + i * i) % 1_000_003
    return total


loops = int(sys.argv[1])
rounds = int(sys.argv[2])
with ThreadPoolExecutor(2) as pool:
    expected = loop(rounds)
    start = time.perf_counter()
    results = [future.result() for future in [pool.submit(loop, rounds) for _ in range(loops)]]
    seconds = time.perf_counter() - start
assert results == [expected] * loops
print(loops * rounds / seconds)
