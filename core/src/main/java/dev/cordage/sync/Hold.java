package dev.cordage.sync;

/**
 * Something held, until it is closed. Made for try-with-resources:
 *
 * <pre>{@code
 * try (Hold held = mutex.hold()) {
 *     balance += amount;
 * }
 * }</pre>
 *
 * <p>It costs no garbage where the compiler inlines the block, which it does in any loop that matters. It may be handed to
 * another thread, but is not to be closed by two at the same time.
 */
public interface Hold extends AutoCloseable {
    /**
     * Gives back what is held. Closing again does nothing.
     *
     * @throws IllegalMonitorStateException if what is held has an owner, and the current thread is not it; it stays held
     */
    @Override
    void close();
}
