// Many threads log; one ships the lines to a slow server, as many at a time as have come in meanwhile.
// ./cordage run examples/queue/LogShipper.java

import module dev.cordage;

static final int THREADS = 20;
static final int LINES = 100;
static final int MOST_AT_ONCE = 250;

void main() throws Exception {
    // When the server cannot keep up and 1000 lines wait, the threads that log wait too: nothing is dropped.
    CloseableQueue<String> lines = CloseableQueue.bounded(1000, "log lines");
    TaskThread<Integer> shipper = TaskThread.builder().name("shipper").start(() -> ship(lines));

    try (Pool pool = ThreadPool.virtual()) {
        for (int thread = 0; thread < THREADS; thread++) {
            String name = "thread " + thread;
            pool.submitChecked(() -> {
                for (int n = 0; n < LINES; n++) {
                    lines.put(name + ", line " + n);
                }
            });
        }
    }
    lines.join(); // all are with the server, not merely out of the queue
    IO.println("all " + lines.statistics().added() + " lines are shipped");

    lines.close();
    IO.println("in " + shipper.result() + " requests");
}

/** Waits for a line, takes what else is there, ships it all, and so on; the number of requests in the end. */
int ship(CloseableQueue<String> lines) throws InterruptedException {
    int requests = 0;
    var batch = new ArrayList<String>();
    for (String first : lines.consume()) {
        batch.add(first);
        lines.drainTo(batch, MOST_AT_ONCE - 1);
        send(batch);
        requests++;
        batch.forEach(_ -> lines.taskDone());
        batch.clear();
    }
    return requests;
}

/** Stands for a request to a server, which takes its time however many lines there are. */
void send(List<String> batch) throws InterruptedException {
    Thread.sleep(5);
}
