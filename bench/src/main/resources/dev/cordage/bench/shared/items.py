"""Items a second through a multiprocessing.Queue to this process.

Arguments: how many processes put items in, its capacity, how many items, and how many bytes each has; 0 for small tuples.
"""

import sys
import time
from multiprocessing import Process, Queue


def send(queue, items, size):
    if size:
        item = bytes(size)
        for _ in range(items):
            queue.put(item)
    else:
        for number in range(items):
            queue.put((number, number + 1))


if __name__ == "__main__":
    producers, capacity, items, size = map(int, sys.argv[1:])
    queue = Queue(capacity)
    share = items // producers
    processes = [Process(target=send, args=(queue, share, size)) for _ in range(producers)]
    for process in processes:
        process.start()
    total = 0
    start = None
    for _ in range(share * producers):
        item = queue.get()
        total += len(item) if size else item[0]
        if start is None:
            start = time.perf_counter()
    seconds = time.perf_counter() - start
    for process in processes:
        process.join()
    assert total == producers * (share * size if size else share * (share - 1) // 2)
    print((share * producers - 1) / seconds)
