// Searches on several threads for a number whose hash begins with zeros. When one is found, the queue is closed at once:
// the others have nothing left to take, and the producer, which has numbers for ever, is told at its next put.
// ./cordage run examples/queue/FirstFound.java

import module dev.cordage;

static final String WANTED = "0000";
static final int STEP = 500;

void main() throws Exception {
    int threads = Runtime.getRuntime().availableProcessors();
    CloseableQueue<Long> starts = CloseableQueue.bounded(2 * threads, "ranges to search");
    try (Pool pool = ThreadPool.of(threads)) {
        var searches = Stream.generate(() -> pool.submit(() -> search(starts)))
                .limit(threads)
                .toList();
        // A search ends when it has found one, or has failed. In both cases the others are to end, too.
        searches.forEach(search -> search.onDone(_ -> starts.closeNow()));

        try {
            for (long start = 0; ; start += STEP) {
                starts.put(start);
            }
        } catch (QueueClosedException e) {
            IO.println("the producer stops");
        }
        for (TaskFuture<OptionalLong> search : searches) {
            if (search.result().isPresent()) {
                long number = search.result().getAsLong();
                IO.println("a hash that begins with " + hash(number).substring(0, WANTED.length()));
                break;
            }
        }
    }
}

OptionalLong search(CloseableQueue<Long> starts) throws NoSuchAlgorithmException {
    for (long start : starts.consume()) {
        for (long n = start; n < start + STEP; n++) {
            if (hash(n).startsWith(WANTED)) {
                return OptionalLong.of(n);
            }
        }
    }
    return OptionalLong.empty();
}

String hash(long n) throws NoSuchAlgorithmException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(("rope " + n).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest);
}
