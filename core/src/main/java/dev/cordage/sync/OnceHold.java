package dev.cordage.sync;

/** A hold that counts once. */
abstract class OnceHold implements Hold {
    private boolean closed;

    abstract void giveBack();

    @Override
    public final void close() {
        if (!closed) {
            giveBack();
            closed = true;
        }
    }
}
