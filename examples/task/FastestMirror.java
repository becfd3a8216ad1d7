// Asks several mirrors, takes the first answer and cancels the others.
// ./cordage run examples/task/FastestMirror.java

import module dev.cordage;

record Mirror(String name, Duration delay, boolean broken) {}

void main() throws Exception {
    List<Mirror> mirrors = List.of(
            new Mirror("north", Duration.ofMinutes(1), false),
            new Mirror("east", Duration.ZERO, true),
            new Mirror("south", Duration.ofMillis(50), false),
            new Mirror("west", Duration.ofMinutes(1), false));
    try (Pool pool = ThreadPool.virtual()) {
        Set<TaskFuture<String>> pending = mirrors.stream()
                .map(mirror -> pool.submit(TaskOptions.named(mirror.name()), () -> fetch(mirror)))
                .collect(Collectors.toSet());
        String answer = null;
        while (answer == null && !pending.isEmpty()) {
            Awaited<TaskFuture<String>> awaited = Tasks.await(pending, Until.ANY, Duration.ofSeconds(10));
            if (awaited.done().isEmpty()) {
                throw new TimeoutException("no mirror answered: " + pending);
            }
            for (TaskFuture<String> done : awaited.done()) {
                if (done.state() == Future.State.SUCCESS) {
                    answer = done.resultNow();
                } else {
                    IO.println(done.name() + " failed: " + done.exceptionNow().getMessage());
                }
            }
            pending = awaited.pending();
        }
        IO.println(answer + ", " + pending.size() + " others cancelled");
        pending.forEach(other -> other.cancel(true));
    }
}

/** Stands for a request over a network. */
String fetch(Mirror mirror) throws IOException, InterruptedException {
    Thread.sleep(mirror.delay());
    if (mirror.broken()) {
        throw new IOException("no route to host");
    }
    return "the file from " + mirror.name();
}
