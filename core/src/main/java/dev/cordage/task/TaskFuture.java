package dev.cordage.task;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The result of a task, to come: a JDK {@link Future} that also gives the original failure, calls back, and has a name.
 *
 * <p>A task is pending, then running, then ended: with a value, with a failure, or cancelled. {@link #state()},
 * {@link #resultNow()} and {@link #exceptionNow()} are true to that at every moment; both pending and running are
 * {@link Future.State#RUNNING}. Once ended, a future never changes.
 *
 * <p><b>Memory.</b> What a thread did before it submitted the task happens-before the task; what the task did
 * happens-before the return of any method that reports its end, and before every callback.
 *
 * <p><b>Waiting.</b> Every method that waits returns at once if the task has ended, even in an interrupted thread, whose
 * flag it then leaves alone.
 *
 * <p><b>Cancelling.</b> {@link #cancel(boolean) cancel} ends the future at once and wakes who waits. It cannot stop a
 * thread: a pending task never starts, a running one is interrupted if asked so, and may go on for as long as it likes.
 *
 * @param <T> the type of the value; may be null
 */
public interface TaskFuture<T extends @Nullable Object> extends Future<T> {

    /**
     * The name of the task, for logs and messages.
     *
     * @return the name; not empty, not necessarily unique
     */
    String name();

    /**
     * Waits for the end and returns the value or throws the original failure, not wrapped.
     *
     * <p>The stack trace of a failure is that of the task. {@link #get()} wraps it in an {@link ExecutionException}
     * whose trace is the caller's.
     *
     * @return the value
     * @throws InterruptedException if the calling thread was interrupted before or while it waited; the task goes on
     * @throws CancellationException if the task was cancelled
     * @throws Exception the failure itself, if it is an exception; an {@link Error} is thrown as it is too; a throwable
     *     that is neither comes in an {@link ExecutionException}
     */
    T result() throws Exception;

    /**
     * Waits at most so long for the end and returns the value or throws the original failure, as {@link #result()} does.
     *
     * @param timeout how long to wait at most; zero or negative: no wait
     * @return the value
     * @throws TimeoutException if the task had not ended in time; the message names the task. The task goes on
     * @throws InterruptedException if the calling thread was interrupted before or while it waited; the task goes on
     * @throws CancellationException if the task was cancelled
     * @throws Exception the failure itself
     */
    T result(Duration timeout) throws Exception;

    /**
     * Waits for the end and returns the failure.
     *
     * @return the original failure, or null if the task ended with a value
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     * @throws CancellationException if the task was cancelled
     */
    @Nullable Throwable failure() throws InterruptedException;

    /**
     * Waits for the end, whatever it is.
     *
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    void await() throws InterruptedException;

    /**
     * Waits at most so long for the end, whatever it is.
     *
     * @param timeout how long to wait at most; zero or negative: no wait
     * @return whether the task has ended
     * @throws InterruptedException if the calling thread was interrupted before or while it waited
     */
    boolean tryAwait(Duration timeout) throws InterruptedException;

    /**
     * Whether the task has started and not ended. (A cancelled task has ended, even if its thread has not yet noticed.)
     *
     * @return whether it runs
     */
    boolean isRunning();

    /**
     * Calls back once when the task has ended.
     *
     * <p>Callbacks run one after the other, in the order in which they were registered, in the thread that ended the
     * task; when all earlier ones have returned already, at once in the calling thread. None is lost, also when
     * registering races with the end; in that very moment the registering thread may be the one that runs them all. A callback that throws is reported to the uncaught-exception handler of the thread
     * that ran it, and the others still run. A callback that blocks holds up the later ones and the thread it runs in;
     * it doesn't hold up who waits.
     *
     * @param callback is given this future
     */
    void onDone(Consumer<? super TaskFuture<T>> callback);

    /**
     * A new {@link CompletableFuture} that ends as this one does: with the value, the original failure, or cancelled.
     * Cancelling it cancels this one, interrupting the task. Completing it by hand leaves this one as it is.
     *
     * @return the new future
     */
    CompletableFuture<T> toCompletableFuture();

    /**
     * Where the task was submitted, if that was recorded.
     *
     * @return the site
     */
    Optional<SubmitSite> submitSite();

    /**
     * A future that ends as a stage does. The original failure is taken out of any
     * {@link java.util.concurrent.CompletionException CompletionException} around it. Cancelling the future cancels the
     * stage.
     *
     * @param stage a stage that supports {@link CompletionStage#toCompletableFuture()}
     * @param <T> the type of the value
     * @return the future
     */
    static <T extends @Nullable Object> TaskFuture<T> of(CompletionStage<T> stage) {
        return StageFuture.of(stage);
    }
}
