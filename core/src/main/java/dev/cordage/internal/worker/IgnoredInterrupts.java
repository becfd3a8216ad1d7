package dev.cordage.internal.worker;

import java.lang.reflect.Constructor;

/**
 * Ctrl-C in a terminal goes to every process of the group; workers ignore it, and end when the parent does. By
 * reflection, since the module {@code jdk.unsupported} need not be there; without it a worker dies of Ctrl-C at once.
 */
final class IgnoredInterrupts {
    private IgnoredInterrupts() {}

    static void install() {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Constructor<?> named = signal.getConstructor(String.class);
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            named.newInstance("INT"),
                            handler.getField("SIG_IGN").get(null));
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            // No such module, or the JVM was told to leave signals alone (-Xrs).
        }
    }
}
