// Four tasks on worker processes count into one array: nothing is sent back, and no count is lost.
// ./cordage run examples/shared/Histogram.java

import module dev.cordage;

void main() throws Exception {
    try (SharedArray.OfLongs counts = SharedArray.ofLongs(6);
            ProcessPool pool = ProcessPool.of(2)) {
        var tasks = new ArrayList<TaskFuture<?>>();
        for (int task = 0; task < 4; task++) {
            int seed = task;
            tasks.add(pool.submit(() -> roll(counts, seed, 300_000)));
        }
        for (TaskFuture<?> task : tasks) {
            task.result();
        }
        for (long side = 0; side < 6; side++) {
            long share = Math.round(100.0 * counts.get(side) / 1_200_000);
            IO.println((side + 1) + " " + "#".repeat((int) share));
        }
        IO.println(counts.stream().sum() + " rolls");
    }
}

void roll(SharedArray.OfLongs counts, int seed, int times) {
    var random = new Random(seed);
    for (int i = 0; i < times; i++) {
        counts.getAndAdd(random.nextInt(6), 1);
    }
}
