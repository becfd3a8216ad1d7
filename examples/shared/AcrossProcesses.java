// The same words as for threads, between processes: a counter, a mutex, a queue that closes.
// ./cordage run examples/shared/AcrossProcesses.java

import module dev.cordage;

void main() throws Exception {
    try (HostFabric fabric = HostFabric.open()) {
        CloseableQueue<Integer> numbers = fabric.queue(10, "numbers");
        Counter primes = fabric.counter("primes");

        // Two processes consume one queue, each until it is closed and empty.
        var workers = List.of(fabric.start(() -> count(numbers, primes)), fabric.start(() -> count(numbers, primes)));
        for (int n = 1; n <= 1000; n++) {
            numbers.put(n);
        }
        numbers.close();
        int looked = 0;
        for (var worker : workers) {
            looked += worker.result();
        }
        IO.println(looked + " numbers, " + primes.get() + " primes");
    }
}

int count(CloseableQueue<Integer> numbers, Counter primes) {
    int looked = 0;
    for (int n : numbers.consume()) {
        looked++;
        if (n > 1 && IntStream.rangeClosed(2, (int) Math.sqrt(n)).noneMatch(d -> n % d == 0)) {
            primes.add(1);
        }
    }
    return looked;
}
