"""Items a second through a queue.Queue, from one thread to another. Arguments: its capacity, how many items."""

import sys
import threading
import time
from queue import Queue


def send(queue, items, ready, go):
    ready.release()
    go.wait()
    for item in range(items):
        queue.put(item)


def receive(queue, items, ready, go, sums):
    ready.release()
    go.wait()
    total = 0
    for _ in range(items):
        total += queue.get()
    sums.append(total)


queue = Queue(int(sys.argv[1]))
items = int(sys.argv[2])
ready = threading.Semaphore(0)
go = threading.Event()
sums = []
threads = [
    threading.Thread(target=send, args=(queue, items, ready, go)),
    threading.Thread(target=receive, args=(queue, items, ready, go, sums)),
]
for thread in threads:
    thread.start()
for _ in threads:
    ready.acquire()
start = time.perf_counter()
go.set()
for thread in threads:
    thread.join()
seconds = time.perf_counter() - start
assert sums == [items * (items - 1) // 2]
print(items / seconds)
