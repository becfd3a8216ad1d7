// Three stages and two queues: read lines, parse them on several threads, add up. Each stage ends when the one before it
// has closed its queue, and nobody has to count, to poll, or to send a sign.
// ./cordage run examples/queue/Pipeline.java

import module dev.cordage;

record Request(String path, int status, long bytes) {
    static Request parse(String line) {
        String[] parts = line.split(" ");
        return new Request(parts[1], Integer.parseInt(parts[2]), Long.parseLong(parts[3]));
    }
}

static final int PARSERS = 3;

void main() throws Exception {
    CloseableQueue<String> lines = CloseableQueue.bounded(64, "lines");
    CloseableQueue<Request> requests = CloseableQueue.bounded(64, "requests");
    try (Pool pool = ThreadPool.virtual()) {
        pool.submitChecked(() -> {
            try (lines) { // one producer: it closes, however it ends
                for (String line : accessLog()) {
                    lines.put(line);
                }
            }
        });

        var parsers = Stream.generate(() -> pool.submitChecked(() -> {
                    for (String line : lines.consume()) {
                        requests.put(Request.parse(line));
                    }
                }))
                .limit(PARSERS)
                .toList();
        pool.submitChecked(() -> {
            try (lines; requests) { // several producers: who waits for all of them closes
                Tasks.await(parsers, Until.ALL); // if all have failed, closing lines stops the reader
            }
        });

        var bytes = new TreeMap<Integer, Long>();
        for (Request request : requests.consume()) {
            bytes.merge(request.status(), request.bytes(), Long::sum);
        }
        for (TaskFuture<?> parser : parsers) {
            parser.result(); // a line that could not be parsed shows up here
        }
        bytes.forEach((status, sum) -> IO.println("%d: %10d bytes".formatted(status, sum)));
    }
}

/** Ten thousand lines of an access log. */
List<String> accessLog() {
    return IntStream.range(0, 10_000)
            .mapToObj(n -> "GET /page/%d %d %d".formatted(n % 97, n % 10 == 0 ? 404 : 200, n % 1000))
            .toList();
}
