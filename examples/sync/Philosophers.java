// The dining philosophers, caught while each holds one fork and waits for the next, and how one of them ends it.
// ./cordage run examples/sync/Philosophers.java

import module dev.cordage;

static final List<String> NAMES = List.of("Aristotle", "Hume", "Kant", "Locke", "Plato");

final List<Mutex> forks = NAMES.stream().map(name -> Mutex.create(name + "'s fork")).toList();
final Barrier allHoldOne = Barrier.of(NAMES.size());

void main() throws Exception {
    List<TaskThread<?>> philosophers = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
        Mutex mine = forks.get(i);
        Mutex neighbours = forks.get((i + 1) % forks.size());
        philosophers.add(TaskThread.builder().name(NAMES.get(i)).startChecked(() -> dine(mine, neighbours)));
    }
    while (forks.stream().mapToInt(fork -> fork.statistics().waiters()).sum() < forks.size()) {
        Thread.sleep(1);
    }

    // Waits.report() says the same in its own words, and which of them form a circle.
    Waits.current().stream().map(this::describe).sorted().forEach(IO::println);

    philosophers.getFirst().interrupt();
    for (TaskThread<?> philosopher : philosophers) {
        philosopher.result();
    }
}

void dine(Mutex mine, Mutex neighbours) throws Exception {
    try (Hold _ = mine.hold()) {
        allHoldOne.await(); // bad luck, arranged
        try (Hold _ = neighbours.hold()) {
            eat();
            return;
        } catch (InterruptedException e) {
            IO.println(Thread.currentThread().getName() + " gives up, and will take them the other way round");
        }
    }
    try (Hold _ = neighbours.hold();
            Hold _ = mine.hold()) {
        eat();
    }
}

void eat() {
    IO.println(Thread.currentThread().getName() + " eats");
}

String describe(Wait wait) {
    String fork = wait.resource() instanceof Mutex mutex ? mutex.name() : "something else";
    return wait.thread().getName() + " waits for " + fork + ", which "
            + wait.owners().getFirst().getName() + " holds";
}
