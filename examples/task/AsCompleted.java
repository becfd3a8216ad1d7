// Takes results in the order in which they come, and stops waiting when the time is up.
// ./cordage run examples/task/AsCompleted.java

import module dev.cordage;

void main() {
    try (Pool pool = ThreadPool.of(4)) {
        var answers = new HashMap<TaskFuture<Long>, String>();
        for (int millis : new int[] {300, 100, 200, 60_000}) {
            answers.put(pool.submit(() -> work(millis)), "the task of " + millis + " ms");
        }
        try {
            for (TaskFuture<Long> done : Tasks.asCompleted(answers.keySet(), Duration.ofMillis(800))) {
                IO.println(answers.get(done) + " took " + done.resultNow() + " ms");
            }
        } catch (CompletionException e) {
            IO.println(e.getCause().getMessage());
        }
        // Without this, close() would wait for the slow one.
        answers.keySet().forEach(future -> future.cancel(true));
    }
}

/** Stands for real work; an interrupt ends it. */
long work(int millis) throws InterruptedException {
    long start = System.nanoTime();
    Thread.sleep(millis);
    return (System.nanoTime() - start) / 1_000_000;
}
