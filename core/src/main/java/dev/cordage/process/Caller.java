package dev.cordage.process;

import dev.cordage.internal.managed.Guest;
import org.jspecify.annotations.Nullable;

/**
 * A process that calls an object shared by another, for an object that hands out what is to be given back: a lease, a
 * reservation, a place.
 *
 * <pre>{@code
 * class Seats implements Booking, Caller.Listener {
 *     private final Map<Integer, Caller> taken = new ConcurrentHashMap<>();
 *
 *     public boolean book(int seat) {
 *         return taken.putIfAbsent(seat, Caller.current()) == null;
 *     }
 *
 *     public void callerGone(Caller caller) {
 *         taken.values().removeIf(caller::equals);
 *     }
 * }
 * }</pre>
 *
 * @param pid the number of its process
 * @param connection of its connection, which no other caller of this process has or had; 0 for this process itself
 */
public record Caller(long pid, long connection) {
    private static final Caller THIS_PROCESS =
            new Caller(ProcessHandle.current().pid(), 0);

    /** Whose call this thread answers: that of a shared object's method. Otherwise this process. */
    public static Caller current() {
        Guest guest = Guest.current();
        return guest == null ? THIS_PROCESS : of(guest);
    }

    private static Caller of(Guest guest) {
        return new Caller(guest.pid(), guest.number());
    }

    /** Is told when a process that has called it is gone. To be implemented by the object that is shared. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A process that has called this object has ended, in whatever way, or the object is shared no more. Its calls
         * have ended: those that ran were interrupted. Called once for each, by a virtual thread. What this throws goes
         * to the uncaught-exception handler.
         *
         * @param caller who it was
         */
        void callerGone(Caller caller);
    }

    static void tell(@Nullable Object shared, Guest guest) {
        if (shared instanceof Listener listener) {
            listener.callerGone(of(guest));
        }
    }
}
