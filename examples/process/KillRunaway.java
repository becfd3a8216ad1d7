// A task that never ends and ignores interrupts is killed at its deadline, with its process. The others go on.
// ./cordage run examples/process/KillRunaway.java

import module dev.cordage;

void main() throws Exception {
    try (ProcessPool pool = ProcessPool.builder()
            .workers(2)
            .taskTimeout(Duration.ofSeconds(1))  // then it is interrupted, and its future fails
            .grace(Duration.ofMillis(200))       // then its process is killed
            .build()) {
        TaskFuture<Long> runaway = pool.submit(TaskOptions.named("runaway"), () -> spin());
        TaskFuture<Integer> decent = pool.submit(() -> 6 * 7);

        IO.println("decent:  " + decent.result());
        IO.println("runaway: " + runaway.failure().getMessage());

        // A thread that spins like this would keep its processor until the JVM ends. This one's process is gone soon.
        while (pool.statistics().deaths().isEmpty()) {
            Thread.sleep(10);
        }
        pool.statistics().deaths().forEach(death -> IO.println("killed:  " + death.during()));
        IO.println("and the pool works: " + pool.submit(() -> "yes").result());
    }
}

long spin() {
    long n = 0;
    while (true) {
        n++;
    }
}
