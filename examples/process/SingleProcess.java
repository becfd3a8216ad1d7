// One process for one piece of work: its id, its result, its exit code; and how to end one.
// ./cordage run examples/process/SingleProcess.java

import module dev.cordage;

void main() throws Exception {
    long parent = ProcessHandle.current().pid();
    WorkerProcess<Long> process = WorkerProcess.start(() -> ProcessHandle.current().pid());
    IO.println("it has a pid of its own: " + (process.pid() != parent));
    IO.println("and knows it: " + (process.pid() == process.result()));
    process.join();
    IO.println("exit code " + process.exitCode().getAsInt());

    // It knows that it is a worker, and whose.
    WorkerProcess<Boolean> child = WorkerProcess.builder()
            .name("child")
            .start(() -> WorkerProcess.parent().orElseThrow().pid() == parent);
    IO.println("my child: " + child.result());

    // A process can be told to end (SIGTERM), which runs its shutdown hooks, or be killed (SIGKILL).
    WorkerProcess<?> sleeper = WorkerProcess.startChecked(() -> Thread.sleep(60_000));
    sleeper.pid(); // waits until there is a process
    sleeper.terminate();
    sleeper.join();
    IO.println("the sleeper ended with " + sleeper.signal().orElse("no signal"));
    IO.println("so its future failed: " + (sleeper.state() == Future.State.FAILED));
}
