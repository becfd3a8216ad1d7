"""Round trips a second to the dict of a multiprocessing.Manager, one by one. Arguments: get or put, and how many."""

import sys
import time
from multiprocessing import Manager


def get(shared, count):
    for _ in range(count):
        assert shared["key"] == 1


def put(shared, count):
    for number in range(count):
        shared["key"] = number


if __name__ == "__main__":
    kind = {"get": get, "put": put}[sys.argv[1]]
    count = int(sys.argv[2])
    with Manager() as manager:
        shared = manager.dict()
        shared["key"] = 1
        get(shared, max(1, count // 10))
        start = time.perf_counter()
        kind(shared, count)
        print(count / (time.perf_counter() - start))
