// What workers print and log arrives here, with the name of the worker.
// ./cordage run examples/process/PrintAndLog.java

import module dev.cordage;

void main() throws Exception {
    // By default lines come out on this program's own streams, behind the worker's name in brackets.
    try (ProcessPool pool = ProcessPool.builder().name("chatty").workers(1).build()) {
        pool.submit(() -> IO.println("printed in a worker")).await();
        pool.submit(() -> System.getLogger("work").log(System.Logger.Level.INFO, "logged in a worker")).await();
    }

    // Or they are handed to you, line by line.
    var lines = new ConcurrentLinkedQueue<String>();
    try (ProcessPool pool = ProcessPool.builder()
            .name("quiet")
            .workers(1)
            .stdout((worker, line) -> lines.add(worker + ": " + line))
            .build()) {
        pool.submit(() -> IO.println("one\ntwo")).await();
    }
    lines.forEach(IO::println);
}
