// Turns an API that calls back into futures, and tries again with growing pauses when it fails.
// ./cordage run examples/task/Retry.java

import module dev.cordage;

/** Stands for a client library that calls back from a thread of its own. */
static final class Client {
    private final AtomicInteger requests = new AtomicInteger();

    void send(String question, Consumer<String> onReply, Consumer<Throwable> onFailure) {
        int request = requests.incrementAndGet();
        Thread.startVirtualThread(() -> {
            if (request < 3) {
                onFailure.accept(new IOException("request " + request + ": connection refused"));
            } else {
                onReply.accept(question + " Forty-two.");
            }
        });
    }
}

void main() throws Exception {
    var client = new Client();
    try (Pool pool = ThreadPool.virtual()) {
        TaskFuture<String> reply = pool.submit(() -> ask(client, "What is six times seven?", 5));
        IO.println(reply.result(Duration.ofSeconds(10)));
    }
}

/** The first reply that comes in at most so many attempts. On a virtual thread, waiting costs nothing. */
String ask(Client client, String question, int attempts) throws Exception {
    Duration pause = Duration.ofMillis(20);
    for (int attempt = 1; ; attempt++) {
        Promise<String> reply = Promise.create("reply to attempt " + attempt);
        client.send(question, reply::trySucceed, reply::tryFail);
        try {
            return reply.result(Duration.ofSeconds(5));
        } catch (IOException e) { // the client's own failure, not wrapped
            if (attempt == attempts) {
                throw e;
            }
            IO.println(e.getMessage() + "; trying again in " + pause.toMillis() + " ms");
            Thread.sleep(pause);
            pause = pause.multipliedBy(2);
        }
    }
}
