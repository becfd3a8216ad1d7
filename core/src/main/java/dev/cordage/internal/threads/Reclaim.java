package dev.cordage.internal.threads;

import java.lang.ref.Cleaner;

/** Notices what was left unclosed and can no longer be reached. */
public final class Reclaim {
    private static final Cleaner CLEANER =
            Cleaner.create(Thread.ofPlatform().daemon().name("cordage-cleaner").factory());

    private Reclaim() {}

    /** Runs an action once the object can no longer be reached. The action must not refer to the object. */
    public static void whenUnreachable(Object object, Runnable action) {
        CLEANER.register(object, () -> {
            try {
                action.run();
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        });
    }
}
