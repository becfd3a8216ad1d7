"""How often a second two processes have a multiprocessing.Lock that both want all the time.

Argument: for how many milliseconds they do.
"""

import sys
import time
from multiprocessing import Barrier, Lock, Process
from multiprocessing.sharedctypes import RawArray, RawValue

GLANCE = 64


def hammer(barrier, lock, total, pairs, me, seconds):
    barrier.wait()
    end = time.perf_counter() + seconds
    had = 0
    while time.perf_counter() < end:
        for _ in range(GLANCE):
            with lock:
                total.value += 1
        had += GLANCE
    pairs[me] = had


if __name__ == "__main__":
    seconds = int(sys.argv[1]) / 1000
    barrier = Barrier(2)
    lock = Lock()
    total = RawValue("q", 0)
    pairs = RawArray("q", 2)
    other = Process(target=hammer, args=(barrier, lock, total, pairs, 1, seconds))
    other.start()
    hammer(barrier, lock, total, pairs, 0, seconds)
    other.join()
    assert total.value == sum(pairs)
    print(sum(pairs) / seconds)
