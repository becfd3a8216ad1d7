"""The median of a number's round trip through a multiprocessing.Pipe to another process, in seconds.

Argument: how many trips.
"""

import statistics
import sys
import time
from multiprocessing import Pipe, Process


def echo(end):
    while True:
        try:
            end.send(end.recv())
        except EOFError:
            return


if __name__ == "__main__":
    ours, theirs = Pipe()
    process = Process(target=echo, args=(theirs,), daemon=True)
    process.start()
    theirs.close()

    def trip():
        start = time.perf_counter()
        ours.send(1)
        assert ours.recv() == 1
        return time.perf_counter() - start

    trips = int(sys.argv[1])
    for _ in range(trips // 10):
        trip()
    print(statistics.median(trip() for _ in range(trips)))
    process.terminate()
    process.join()
