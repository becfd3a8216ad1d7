// A map over worker processes with a progress bar, as over threads. What each worker did is counted.
// ./cordage run examples/process/MapProgress.java

import module dev.cordage;

void main() throws Exception {
    try (ProcessPool pool = ProcessPool.of(Runtime.getRuntime().availableProcessors())) {
        int primes = pool.map(n -> isPrime(n) ? 1 : 0, Stream.iterate(1, n -> n < 400_000, n -> n + 1))
                .unordered()
                .withProgress("numbers")
                .reduce(0, Integer::sum);
        IO.println(primes + " primes below 400,000");
        for (WorkerStatistics worker : pool.statistics().perWorker()) {
            IO.println("%s (pid %d): %d batches, %d ms of work, %d MB".formatted(
                    worker.name(), worker.pid(), worker.tasks(), worker.workTime().toMillis(), worker.rss() >> 20));
        }
    }
}

boolean isPrime(int n) {
    for (int i = 2; i * i <= n; i++) {
        if (n % i == 0) {
            return false;
        }
    }
    return n > 1;
}
