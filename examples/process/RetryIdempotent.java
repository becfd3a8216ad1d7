// A task whose worker has died is run again, if it was said that this does no harm.
// ./cordage run examples/process/RetryIdempotent.java

import module dev.cordage;

void main() throws Exception {
    Path marker = Files.createTempDirectory("retry").resolve("was here");
    try (ProcessPool pool = ProcessPool.builder().workers(1).retries(2).build()) {
        TaskOptions again = TaskOptions.named("fragile").idempotent();
        IO.println(pool.submit(again, () -> fragile(marker)).result());
        IO.println("run again: " + pool.statistics().retried() + " time");

        // Without the promise it is run once: nobody knows how far it had come.
        Files.delete(marker);
        TaskFuture<String> once = pool.submit(() -> fragile(marker));
        IO.println(once.failure().getClass().getSimpleName());
    } finally {
        Files.deleteIfExists(marker);
        Files.delete(marker.getParent());
    }
}

/** Kills its worker the first time. */
String fragile(Path marker) throws IOException {
    if (Files.notExists(marker)) {
        Files.createFile(marker);
        Runtime.getRuntime().halt(1);
    }
    return "done at the second attempt";
}
