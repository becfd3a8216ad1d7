package dev.cordage.internal.managed;

import java.util.ArrayList;
import java.util.List;

/** Makes one stack trace of those of the two sides of a call, as RMI does. */
final class Traces {
    private static final String PACKAGE = Traces.class.getPackageName() + '.';
    private static final String CALL = SharedObject.class.getName();
    private static final String SESSION = Session.class.getName();

    private Traces() {}

    /**
     * The trace of the failure, and then that of the caller. What makes the call on either side is left out, but for one
     * frame between the two, which shows where the processes meet.
     */
    static StackTraceElement[] joined(StackTraceElement[] there, StackTraceElement[] here) {
        int border = border(there);
        int last = border;
        while (last > 0 && isReflection(there[last - 1])) {
            last--;
        }
        List<StackTraceElement> joined = new ArrayList<>(List.of(there).subList(0, last));
        if (border < there.length) {
            joined.add(there[border]);
        }
        int first = 0;
        while (first < here.length && here[first].getClassName().startsWith(PACKAGE)) {
            first++;
        }
        joined.addAll(List.of(here).subList(first, here.length));
        return joined.toArray(new StackTraceElement[0]);
    }

    /** The outermost frame that calls an object, or, where it came not so far, the first that answers the call. */
    private static int border(StackTraceElement[] trace) {
        for (int i = trace.length - 1; i >= 0; i--) {
            if (trace[i].getClassName().equals(CALL)) {
                return i;
            }
        }
        for (int i = 0; i < trace.length; i++) {
            if (trace[i].getClassName().equals(SESSION)) {
                return i;
            }
        }
        return trace.length;
    }

    private static boolean isReflection(StackTraceElement frame) {
        return frame.getClassName().startsWith("jdk.internal.reflect.")
                || frame.getClassName().startsWith("java.lang.reflect.");
    }
}
