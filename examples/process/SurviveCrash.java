// Tasks end their process in the middle of their work. Their futures say so, and all other tasks are done.
// ./cordage run examples/process/SurviveCrash.java

import module dev.cordage;

void main() throws Exception {
    try (ProcessPool pool = ProcessPool.of(2)) {
        var futures = new ArrayList<TaskFuture<Integer>>();
        for (int n = 1; n <= 8; n++) {
            int number = n;
            futures.add(pool.submit(TaskOptions.named("task " + n), () -> square(number)));
        }
        for (TaskFuture<Integer> future : futures) {
            switch (future.failure()) {
                case null -> IO.println(future.name() + ": " + future.resultNow());
                case WorkerDiedException died -> IO.println(
                        future.name() + ": its worker died, exit code " + died.exitCode().getAsInt());
                case Throwable failure -> throw new AssertionError(failure);
            }
        }
    }
}

int square(int n) {
    if (n == 3) {
        Runtime.getRuntime().halt(42); // as a crash of native code would, without a word
    }
    if (n == 6) {
        System.exit(0); // looks like success from outside; it is none
    }
    return n * n;
}
