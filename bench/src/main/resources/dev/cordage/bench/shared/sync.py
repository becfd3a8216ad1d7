"""Operations a second on what multiprocessing shares, by one process that has it for itself.

Arguments: lock, rlock, semaphore, event or value, and how many operations.
"""

import multiprocessing
import sys
import time


def lock(count, made=multiprocessing.Lock):
    shared = made()
    start = time.perf_counter()
    for _ in range(count):
        with shared:
            pass
    return time.perf_counter() - start


def rlock(count):
    return lock(count, multiprocessing.RLock)


def semaphore(count):
    shared = multiprocessing.Semaphore(1)
    start = time.perf_counter()
    for _ in range(count):
        shared.acquire()
        shared.release()
    return time.perf_counter() - start


def event(count):
    shared = multiprocessing.Event()
    start = time.perf_counter()
    for _ in range(count):
        shared.set()
        shared.clear()
    return time.perf_counter() - start


def value(count):
    shared = multiprocessing.Value("q", 0)
    start = time.perf_counter()
    for _ in range(count):
        with shared.get_lock():
            shared.value += 1
    seconds = time.perf_counter() - start
    assert shared.value == count
    return seconds


if __name__ == "__main__":
    kind = {"lock": lock, "rlock": rlock, "semaphore": semaphore, "event": event, "value": value}[sys.argv[1]]
    count = int(sys.argv[2])
    kind(max(1, count // 10))
    print(count / kind(count))
