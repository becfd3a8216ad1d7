package dev.cordage.internal.shared;

import dev.cordage.sync.Hold;

/** A hold that counts once. */
final class SharedHold implements Hold {
    private final Runnable giveBack;
    private boolean closed;

    SharedHold(Runnable giveBack) {
        this.giveBack = giveBack;
    }

    @Override
    public void close() {
        if (!closed) {
            giveBack.run();
            closed = true;
        }
    }
}
