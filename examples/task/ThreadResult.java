// A thread that carries its result, or its failure, and says when it is misused.
// ./cordage run examples/task/ThreadResult.java

import module dev.cordage;

void main() throws Exception {
    TaskThread<Long> counting = TaskThread.start(() -> LongStream.rangeClosed(1, 1_000_000).sum());
    IO.println("the sum is " + counting.result());

    TaskThread<?> reading = TaskThread.builder()
            .name("reader")
            .startChecked(() -> Files.readString(Path.of("no", "such", "file")));
    try {
        reading.result(); // throws what the task threw, not wrapped
    } catch (NoSuchFileException e) {
        IO.println(reading.name() + " failed: " + e.getClass().getSimpleName());
    }
    reading.join();
    IO.println(reading.name() + " is alive: " + reading.isAlive());

    try {
        reading.start();
    } catch (IllegalThreadStateException e) {
        IO.println(e.getMessage());
    }

    TaskThread<String> waiting = TaskThread.builder().name("waiting").virtual().build(() -> "done");
    try {
        waiting.join(); // would never end
    } catch (IllegalStateException e) {
        IO.println(e.getMessage());
    }
    waiting.start();
    IO.println(waiting.name() + " is " + waiting.result());
}
