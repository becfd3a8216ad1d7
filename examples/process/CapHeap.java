// Each worker has a heap of its own size. A task that wants more fails, and this program keeps its memory.
// ./cordage run examples/process/CapHeap.java

import module dev.cordage;

void main() throws Exception {
    try (ProcessPool pool = ProcessPool.builder().workers(1).heap("64m").build()) {
        IO.println("a worker has " + pool.submit(() -> Runtime.getRuntime().maxMemory() >> 20).result() + " MB");

        TaskFuture<Integer> glutton = pool.submit(() -> hoard());
        IO.println("the glutton failed: " + glutton.failure());

        // A worker that ran out of memory may be damaged, so another one has taken its place.
        TaskFuture<Integer> modest = pool.submit(() -> new byte[1 << 20].length);
        IO.println("a modest one got " + modest.result() + " bytes");
    }
}

int hoard() {
    var hoard = new ArrayList<byte[]>();
    while (true) {
        hoard.add(new byte[1 << 20]);
    }
}
