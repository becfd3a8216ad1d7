// Many slow downloads at once on virtual threads, never more than 50; failures are kept as values.
// ./cordage run examples/task/Downloads.java

import module dev.cordage;

final AtomicInteger now = new AtomicInteger();
final AtomicInteger most = new AtomicInteger();

void main() {
    List<String> pages = IntStream.rangeClosed(1, 300).mapToObj(n -> "page " + n).toList();
    long bytes = 0;
    int failed = 0;
    try (Pool pool = ThreadPool.virtual()) {
        for (Outcome<Integer> outcome : pool.map(this::download, pages).inFlight(50).keepFailures()) {
            switch (outcome) {
                case Outcome.Success(_, Integer size) -> bytes += size;
                case Outcome.Failure(long index, Throwable cause) -> {
                    failed++;
                    IO.println(pages.get((int) index) + ": " + cause.getMessage());
                }
            }
        }
    }
    IO.println(bytes + " bytes, " + failed + " downloads failed");
    IO.println("at most 50 at a time: " + (most.get() <= 50));
}

/** Stands for a download: it waits, as one does for a network, and sometimes fails. */
int download(String page) throws IOException, InterruptedException {
    most.accumulateAndGet(now.incrementAndGet(), Math::max);
    try {
        Thread.sleep(20);
        if (page.endsWith("99")) {
            throw new IOException("connection reset");
        }
        return 100 * page.length();
    } finally {
        now.decrementAndGet();
    }
}
