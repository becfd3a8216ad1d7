// Three processes compute in rounds, and wait for each other after each. The array is shared by all.
// ./cordage run examples/shared/MeetAtABarrier.java

import module dev.cordage;

static final int CELLS = 12;

void main() throws Exception {
    try (HostFabric fabric = HostFabric.open()) {
        SharedArray.OfDoubles now = fabric.doubles(CELLS);
        SharedArray.OfDoubles next = fabric.doubles(CELLS);
        Barrier round = fabric.barrier(3, "round");
        now.set(0, 100);                            // heat at one end

        var parts = new ArrayList<WorkerProcess<?>>();
        for (int part = 0; part < 3; part++) {
            int from = part * CELLS / 3;
            int to = (part + 1) * CELLS / 3;
            parts.add(fabric.startChecked(() -> spread(now, next, from, to, round)));
        }
        for (var part : parts) {
            part.result();
        }
        IO.println(IntStream.range(0, CELLS).mapToObj(i -> "%.1f".formatted(now.get(i))).collect(Collectors.joining(" ")));
    }
}

void spread(SharedArray.OfDoubles now, SharedArray.OfDoubles next, int from, int to, Barrier round) throws Exception {
    for (int i = 0; i < 10; i++) {
        for (int cell = from; cell < to; cell++) {
            double left = now.get(Math.max(0, cell - 1));
            double right = now.get(Math.min(CELLS - 1, cell + 1));
            next.set(cell, (left + now.get(cell) + right) / 3);
        }
        round.await();                              // all have read the old values and written the new
        for (int cell = from; cell < to; cell++) {
            now.set(cell, next.get(cell));
        }
        round.await();
    }
}
