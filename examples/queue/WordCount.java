// Counts words: one thread reads, virtual threads consume, each with a stream of its own that ends with the queue.
// ./cordage run examples/queue/WordCount.java [file]

import module dev.cordage;

static final int CONSUMERS = 8;

void main(String[] args) throws Exception {
    try (Pool pool = ThreadPool.virtual()) {
        List<TaskFuture<Map<String, Long>>> counts;
        try (Stream<String> text = text(args);
                CloseableQueue<String> lines = CloseableQueue.bounded(256, "lines")) {
            counts = Stream.generate(() -> pool.submit(() -> count(lines)))
                    .limit(CONSUMERS)
                    .toList();
            for (String line : (Iterable<String>) text::iterator) {
                lines.put(line); // waits while 256 are queued, however long the text is
            }
        }
        var total = new TreeMap<String, Long>();
        for (TaskFuture<Map<String, Long>> part : counts) {
            part.result().forEach((word, count) -> total.merge(word, count, Long::sum));
        }
        total.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(5)
                .forEach(entry -> IO.println("%-10s %6d".formatted(entry.getKey(), entry.getValue())));
    }
}

Map<String, Long> count(CloseableQueue<String> lines) {
    return lines.consume().stream()
            .flatMap(Pattern.compile("[^\\p{L}]+")::splitAsStream)
            .filter(word -> !word.isEmpty())
            .collect(Collectors.groupingBy(word -> word.toLowerCase(Locale.ROOT), Collectors.counting()));
}

/** The lines of the file, or a verse ten thousand times. */
Stream<String> text(String[] args) throws IOException {
    return args.length > 0
            ? Files.lines(Path.of(args[0]))
            : Stream.generate(() -> "A rope that parts is a rope that was asked too much of; a rope is no chain.")
                    .limit(10_000);
}
