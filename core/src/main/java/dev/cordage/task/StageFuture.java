package dev.cordage.task;

import java.lang.ref.WeakReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The bridge between {@link TaskFuture} and {@link CompletableFuture}, cancellation both ways. */
final class StageFuture<T extends @Nullable Object> extends AbstractTaskFuture<T> {
    private final CompletableFuture<T> stage;

    /** The bridge of each stage that was waited for, so that waiting again and again leaves one dependent on the stage. */
    // @GuardedBy("SHARED")
    private static final Map<CompletableFuture<?>, WeakReference<StageFuture<?>>> SHARED = new WeakHashMap<>();

    private StageFuture(CompletableFuture<T> stage) {
        this.stage = stage;
    }

    @SuppressWarnings("CollectionUndefinedEquality") // stages are told apart by identity
    static StageFuture<?> shared(CompletableFuture<?> stage) {
        synchronized (SHARED) {
            WeakReference<StageFuture<?>> known = SHARED.get(stage);
            StageFuture<?> future = known == null ? null : known.get();
            if (future == null) {
                future = of(stage);
                SHARED.put(stage, new WeakReference<>(future));
            }
            return future;
        }
    }

    static <T extends @Nullable Object> StageFuture<T> of(CompletionStage<T> stage) {
        StageFuture<T> future = new StageFuture<>(stage.toCompletableFuture());
        var _ = future.stage.whenComplete((value, failure) -> {
            switch (original(failure)) {
                case null -> future.complete(value);
                case CancellationException _ -> future.cancelThis();
                case Throwable original -> future.completeExceptionally(original);
            }
        });
        return future;
    }

    /** What failed, out of the exceptions that stages put around it. */
    private static @Nullable Throwable original(@Nullable Throwable failure) {
        Throwable original = failure;
        while (original instanceof CompletionException && original.getCause() != null) {
            original = original.getCause();
        }
        return original;
    }

    static <T extends @Nullable Object> CompletableFuture<T> toCompletableFuture(TaskFuture<T> future) {
        CompletableFuture<T> stage = new CompletableFuture<>();
        var _ = stage.whenComplete((_, _) -> {
            if (stage.isCancelled()) {
                future.cancel(true);
            }
        });
        future.onDone(f -> {
            switch (f.state()) {
                case SUCCESS -> stage.complete(f.resultNow());
                case FAILED -> stage.completeExceptionally(f.exceptionNow());
                default -> stage.cancel(false);
            }
        });
        return stage;
    }

    private boolean cancelThis() {
        return super.cancel(false);
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        boolean cancelled = cancelThis();
        if (cancelled) {
            stage.cancel(mayInterruptIfRunning);
        }
        return cancelled;
    }

    @Override
    public String name() {
        return "stage";
    }
}
