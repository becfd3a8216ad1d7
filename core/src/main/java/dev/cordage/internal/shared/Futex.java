package dev.cordage.internal.shared;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The futex system call of Linux, where the program allowed this module native access. See <i>futex(2)</i>; these are not
 * private to a process, and wait for words of 32 bits.
 */
final class Futex {
    private static final int WAIT = 0;
    private static final int WAKE = 1;

    /** The system call; null where it can't be used. */
    private static final @Nullable MethodHandle CALL = find();

    private static final long NUMBER = number();

    private Futex() {}

    static boolean isAvailable() {
        return CALL != null;
    }

    private static long number() {
        return switch (System.getProperty("os.arch").toLowerCase(Locale.ROOT)) {
            case "amd64", "x86_64" -> 202;
            case "aarch64", "riscv64" -> 98;
            default -> -1;
        };
    }

    @SuppressWarnings("restricted") // asked for first
    private static @Nullable MethodHandle find() {
        // Asking first keeps the JVM from printing a warning, or from refusing.
        if (!System.getProperty("os.name").equals("Linux")
                || number() < 0
                || !Futex.class.getModule().isNativeAccessEnabled()) {
            return null;
        }
        try {
            Linker linker = Linker.nativeLinker();
            MemorySegment syscall = linker.defaultLookup().find("syscall").orElse(null);
            FunctionDescriptor signature = FunctionDescriptor.of(
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_LONG);
            return syscall == null
                    ? null
                    : linker.downcallHandle(syscall, signature, Linker.Option.firstVariadicArg(1));
        } catch (IllegalCallerException | UnsupportedOperationException _) {
            return null; // a JVM without a linker, or one that changed its mind
        }
    }

    /** The place for a time limit. */
    static MemorySegment timespec(Arena arena) {
        return arena.allocate(2 * Long.BYTES, Long.BYTES);
    }

    /**
     * Waits while the word is as expected: until woken, or the time is over, or for no reason. For platform threads; not
     * interruptible.
     */
    static void await(long address, int expected, MemorySegment timespec, long nanos) {
        timespec.set(ValueLayout.JAVA_LONG, 0, nanos / 1_000_000_000);
        timespec.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos % 1_000_000_000);
        call(address, WAIT, expected, timespec.address());
    }

    /** Wakes one thread that waits at the word. */
    static void wake(long address) {
        call(address, WAKE, 1, 0);
    }

    private static void call(long address, long operation, long value, long timespec) {
        MethodHandle call = CALL;
        if (call == null) {
            throw new IllegalStateException("no native access");
        }
        try {
            long _ = (long) call.invokeExact(NUMBER, address, operation, value, timespec, 0L, 0L);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }
}
