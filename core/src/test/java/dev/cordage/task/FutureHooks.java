package dev.cordage.task;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** Looks at what waits on a future. */
final class FutureHooks {
    private static final VarHandle HOOKS;
    private static final VarHandle NEXT;
    private static final VarHandle DEAD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(Hooks.class, MethodHandles.lookup());
            HOOKS = lookup.findVarHandle(Hooks.class, "hooks", Hooks.Hook.class);
            NEXT = lookup.findVarHandle(Hooks.Hook.class, "next", Hooks.Hook.class);
            DEAD = lookup.findVarHandle(Hooks.Hook.class, "dead", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private FutureHooks() {}

    /** How many hooks are linked to a future that has not ended. */
    static int count(TaskFuture<?> future) {
        int count = 0;
        for (Object hook = HOOKS.getVolatile((AbstractTaskFuture<?>) future);
                hook != null;
                hook = NEXT.getVolatile(hook)) {
            count++;
        }
        return count;
    }

    /** Marks a hook as given up, as the first step of {@link Hooks#removeHook} does. */
    static void giveUp(Hooks.Hook hook) {
        DEAD.setVolatile(hook, true);
    }
}
