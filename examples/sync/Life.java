// Conway's Game of Life by several threads, each with rows of its own, which go from generation to generation together.
// ./cordage run examples/sync/Life.java

import module dev.cordage;

static final int SIZE = 8;
static final int WORKERS = 4;
static final int GENERATIONS = 4;

// Plain fields: what a thread does before it arrives at a barrier happens-before what any does after it.
boolean[][] now = new boolean[SIZE][SIZE];
boolean[][] next = new boolean[SIZE][SIZE];

void main() throws Exception {
    for (int[] cell : new int[][] {{0, 1}, {1, 2}, {2, 0}, {2, 1}, {2, 2}}) { // a glider
        now[cell[0]][cell[1]] = true;
    }
    show(0);
    var generation = new AtomicInteger();
    Barrier barrier = Barrier.of(WORKERS, () -> {
        boolean[][] old = now;
        now = next;
        next = old;
        show(generation.incrementAndGet());
    }, "generation");

    var workers = IntStream.range(0, WORKERS)
            .mapToObj(worker -> TaskThread.startChecked(() -> {
                for (int i = 0; i < GENERATIONS; i++) {
                    for (int row = worker; row < SIZE; row += WORKERS) {
                        compute(row);
                    }
                    barrier.await(); // the last to come swaps the two boards, the others wait for it
                }
            }))
            .toList();
    for (TaskThread<?> worker : workers) {
        worker.result();
    }
    IO.println(barrier.statistics().rounds() + " rounds");
}

void compute(int row) {
    for (int column = 0; column < SIZE; column++) {
        int neighbours = now[row][column] ? -1 : 0;
        for (int i = 0; i < 9; i++) {
            neighbours += now[(row + i / 3 + SIZE - 1) % SIZE][(column + i % 3 + SIZE - 1) % SIZE] ? 1 : 0;
        }
        next[row][column] = neighbours == 3 || (neighbours == 2 && now[row][column]);
    }
}

void show(int generation) {
    IO.println("generation " + generation);
    for (boolean[] row : now) {
        IO.println(IntStream.range(0, SIZE).mapToObj(i -> row[i] ? "#" : ".").collect(Collectors.joining()));
    }
}
