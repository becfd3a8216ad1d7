// Four ways to stop waiting for a task, and what each does to the task.
// ./cordage run examples/task/Deadlines.java

import module dev.cordage;

final CountDownLatch stubbornHasStarted = new CountDownLatch(1);
final AtomicBoolean enough = new AtomicBoolean();

void main() throws Exception {
    try (Pool pool = ThreadPool.of(3)) {
        // 1. The caller waits for a limited time. The task goes on.
        TaskFuture<String> slow = pool.submit(TaskOptions.named("slow"), this::untilInterrupted);
        try {
            slow.result(Duration.ofMillis(50));
        } catch (TimeoutException e) {
            IO.println("1. " + e.getMessage() + "; it goes on: " + !slow.isDone());
        }

        // 2. The task is cancelled. Its thread is interrupted and soon free again.
        slow.cancel(true);
        IO.println("2. " + slow);

        // 3. The task has a deadline of its own, counted from its start.
        TaskOptions brief = TaskOptions.named("brief").timeout(Duration.ofMillis(50));
        IO.println("3. " + pool.submit(brief, this::untilInterrupted).failure().getMessage());

        // 4. The task ignores the interrupt. Its future ends at once all the same; its thread does not.
        TaskFuture<?> stubborn = pool.submit(TaskOptions.named("stubborn"), this::ignoresInterrupts);
        stubbornHasStarted.await();
        stubborn.cancel(true);
        IO.println("4. " + stubborn + ", and its thread is still busy: " + (pool.statistics().running() >= 1));
        enough.set(true); // what such a task needs is a way to be told
    }
    IO.println("closed");
}

String untilInterrupted() throws InterruptedException {
    Thread.sleep(Duration.ofMinutes(1));
    return "finished";
}

void ignoresInterrupts() {
    stubbornHasStarted.countDown();
    while (!enough.get()) {
        Thread.onSpinWait();
    }
}
