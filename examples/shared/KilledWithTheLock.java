// A process is killed while it holds a lock. The lock goes to the next, who is told so.
// ./cordage run examples/shared/KilledWithTheLock.java

import module dev.cordage;

void main() throws Exception {
    try (HostFabric fabric = HostFabric.open()) {
        Mutex accounts = fabric.mutex("accounts");
        EventFlag inside = fabric.event("inside");

        WorkerProcess<?> clerk = fabric.startChecked(() -> {
            accounts.lock();
            inside.set();
            Thread.sleep(Duration.ofDays(1));       // with the books half written
        });
        inside.await();
        IO.println("free: " + accounts.tryLock());
        clerk.kill();

        accounts.lock();
        IO.println("abandoned: " + accounts.wasAbandoned());
        accounts.unlock();

        accounts.lock();
        IO.println("abandoned: " + accounts.wasAbandoned());
        accounts.unlock();
    }
}
