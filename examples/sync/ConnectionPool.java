// A pool of connections: never more than the database allows, opened when needed, used again, resized while in use.
// ./cordage run examples/sync/ConnectionPool.java

import module dev.cordage;

record Connection(int number) {
    String ask(String question) throws InterruptedException {
        Thread.sleep(5); // stands for a database
        return "answer to " + question;
    }
}

static final class Connections {
    private final CapacityLimiter limiter = CapacityLimiter.of(3, "connections");
    private final CloseableQueue<Connection> idle = CloseableQueue.lifo(Integer.MAX_VALUE, "idle connections");
    private final AtomicInteger opened = new AtomicInteger();

    /** Waits until a connection may be used, and uses the one that was used last: it is the least likely to be stale. */
    String ask(String question) throws InterruptedException {
        try (Hold _ = limiter.hold()) {
            Connection free = idle.poll();
            Connection connection = free == null ? new Connection(opened.incrementAndGet()) : free;
            try {
                return connection.ask(question);
            } finally {
                idle.add(connection);
            }
        }
    }
}

void main() throws Exception {
    var connections = new Connections();
    IO.println("with 3 allowed, " + askMany(connections) + " were opened");
    connections.limiter.resize(5);
    IO.println("with 5 allowed, " + askMany(connections) + " were opened");

    // A thread that has one and asks for another could wait for itself. A limiter knows who has borrowed.
    try (Hold _ = connections.limiter.hold()) {
        connections.ask("a question within a question");
    } catch (IllegalStateException e) {
        IO.println(e.getMessage());
    }
}

/** A hundred virtual threads with a question each. */
int askMany(Connections connections) {
    try (Pool pool = ThreadPool.virtual()) {
        pool.map(n -> connections.ask("question " + n), IntStream.range(0, 100).boxed())
                .inFlight(100)
                .forEach(_ -> {});
    }
    return connections.opened.get();
}
