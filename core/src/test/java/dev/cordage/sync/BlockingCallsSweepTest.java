package dev.cordage.sync;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.sync.BlockingCall.Time;
import dev.cordage.sync.BlockingSubject.Maker;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every blocking method of every interface of this package, found by reflection and called from platform and virtual
 * threads: interrupted before and during the wait, with no, negative and endless time, and with nulls. A method that is
 * new has to be put into the table of {@link BlockingCall}.
 */
@ExtendWith(LeakCheck.class)
class BlockingCallsSweepTest {
    private static final Set<String> UNINTERRUPTIBLE = Set.of("lock", "awaitUninterruptibly", "acquireUninterruptibly");

    // ---- what there is -------------------------------------------------------------------------------------------

    private static List<Class<?>> interfaces() throws IOException, URISyntaxException, ClassNotFoundException {
        Path classes = Path.of(
                Mutex.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        List<String> names;
        try (Stream<Path> files = Files.list(classes.resolve("dev/cordage/sync"))) {
            names = files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".class") && !file.equals("package-info.class"))
                    .map(file -> file.substring(0, file.length() - ".class".length()))
                    .toList();
        }
        List<Class<?>> interfaces = new ArrayList<>();
        for (String name : names) {
            Class<?> type =
                    Class.forName("dev.cordage.sync." + name, false, BlockingCallsSweepTest.class.getClassLoader());
            if (type.isInterface() && Modifier.isPublic(type.getModifiers())) {
                interfaces.add(type);
            }
        }
        return interfaces;
    }

    private static Stream<Method> blockingMethods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .filter(method -> UNINTERRUPTIBLE.contains(method.getName())
                        || List.of(method.getExceptionTypes()).contains(InterruptedException.class));
    }

    private static String signature(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    @Test
    void theTableHasExactlyTheMethodsThereAre() throws Exception {
        Set<String> found = new TreeSet<>();
        Set<String> swept = new TreeSet<>();
        for (Class<?> type : interfaces()) {
            blockingMethods(type).forEach(method -> found.add(type.getSimpleName() + "." + signature(method)));
            for (BlockingCall<?> call : BlockingCall.ALL) {
                if (call.type().isAssignableFrom(type)) {
                    swept.add(type.getSimpleName() + "." + call.signature());
                }
            }
        }
        assertTrue(found.contains("Mutex.tryLock(long, TimeUnit)"), "the scan of the classes");
        assertEquals(found, swept, "the blocking methods, and the table of BlockingCall");
    }

    @Test
    void everyInterfaceWithBlockingMethodsHasASubject() throws Exception {
        for (Class<?> type : interfaces()) {
            assertTrue(
                    blockingMethods(type).findAny().isEmpty()
                            || BlockingSubject.makers().stream().anyMatch(maker -> type.isAssignableFrom(maker.type())),
                    () -> "say in BlockingSubject how to wait for a " + type);
        }
    }

    // ---- interrupts ----------------------------------------------------------------------------------------------

    static Stream<Arguments> calls() {
        return BlockingSubject.makers().stream()
                .flatMap(maker -> maker.calls()
                        .flatMap(call ->
                                Arrays.stream(ThreadKind.values()).map(kind -> Arguments.of(maker, call, kind))));
    }

    @ParameterizedTest(name = "{1} of a {0} in a {2} thread")
    @MethodSource("calls")
    void anInterruptBeforeTheCall(Maker maker, BlockingCall<?> call, ThreadKind kind) throws Exception {
        for (boolean busy : new boolean[] {false, true}) {
            BlockingSubject<?> subject = maker.make();
            if (busy) {
                subject.makeBusy();
            }
            Object before = subject.state();
            Caller<Boolean> caller = subject.start(kind, call, Time.FOR_EVER, true);
            if (call.isInterruptible()) {
                assertThrows(InterruptedException.class, caller::result);
                assertFalse(caller.wasInterruptedAtEnd(), "the exception clears the flag");
                subject.recover();
                assertEquals(before, subject.state(), "nothing is acquired");
                if (!busy) {
                    subject.makeBusy();
                }
                works(subject, call, kind);
            } else {
                if (busy || subject.waitsAlways()) {
                    subject.untilWaiters(1);
                    caller.untilWaiting();
                    assertFalse(caller.isDone());
                    subject.letGo();
                }
                assertTrue(caller.result());
                assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept");
            }
        }
    }

    @ParameterizedTest(name = "{1} of a {0} in a {2} thread")
    @MethodSource("calls")
    void anInterruptDuringTheWait(Maker maker, BlockingCall<?> call, ThreadKind kind) throws Exception {
        BlockingSubject<?> subject = maker.make();
        subject.makeBusy();
        Object before = subject.state();
        Caller<Boolean> caller = subject.start(kind, call, Time.FOR_EVER, false);
        subject.untilWaiters(1);
        caller.untilWaiting().interrupt();
        if (call.isInterruptible()) {
            assertThrows(InterruptedException.class, caller::result);
            assertFalse(caller.wasInterruptedAtEnd(), "the exception clears the flag");
            subject.recover();
            assertEquals(before, subject.state(), "nothing is acquired");
            works(subject, call, kind);
        } else {
            caller.untilWaiting();
            subject.untilWaiters(1);
            assertFalse(caller.isDone());
            subject.letGo();
            assertTrue(caller.result());
            assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept");
        }
    }

    /** One who waits before the one that fails and one who waits behind it are both served. */
    @ParameterizedTest(name = "{1} of a {0} in a {2} thread")
    @MethodSource("calls")
    void theFailureOfOneWaiterIsNotTheOthers(Maker maker, BlockingCall<?> call, ThreadKind kind) throws Exception {
        BlockingSubject<?> subject = maker.make();
        if (!subject.outlivesFailures() || !call.isInterruptible()) {
            return;
        }
        subject.makeBusy();
        Caller<Boolean> ahead = subject.start(kind, call, Time.FOR_EVER, false);
        subject.untilWaiters(1);
        Caller<Boolean> failing = subject.start(kind, call, Time.FOR_EVER, false);
        subject.untilWaiters(2);
        Caller<Boolean> behind = subject.start(kind, call, Time.FOR_EVER, false);
        subject.untilWaiters(3);
        failing.interrupt();
        assertThrows(InterruptedException.class, failing::result);
        subject.untilWaiters(2);
        subject.letGo();
        assertTrue(ahead.result());
        assertTrue(behind.result());
        subject.untilWaiters(0);
    }

    /** A busy subject makes the call wait, and lets it go. */
    private static void works(BlockingSubject<?> subject, BlockingCall<?> call, ThreadKind kind) throws Exception {
        Caller<Boolean> next = subject.start(kind, call, Time.FOR_EVER, false);
        subject.untilWaiters(1);
        next.untilWaiting();
        assertFalse(next.isDone());
        subject.letGo();
        assertTrue(next.result());
        subject.untilWaiters(0);
    }

    // ---- times ---------------------------------------------------------------------------------------------------

    static Stream<Arguments> timedCalls() {
        return calls().filter(arguments -> ((BlockingCall<?>) arguments.get()[1]).isTimed());
    }

    @ParameterizedTest(name = "{1} of a {0} in a {2} thread")
    @MethodSource("timedCalls")
    void hardlyAnyTimeIsNoWait(Maker maker, BlockingCall<?> call, ThreadKind kind) throws Exception {
        for (Time time : List.of(
                new Time(0, TimeUnit.NANOSECONDS),
                new Time(-1, TimeUnit.NANOSECONDS),
                new Time(-1, TimeUnit.SECONDS),
                new Time(Long.MIN_VALUE, TimeUnit.NANOSECONDS),
                new Time(Long.MIN_VALUE, TimeUnit.SECONDS),
                new Time(1, TimeUnit.NANOSECONDS))) {
            BlockingSubject<?> subject = maker.make();
            subject.makeBusy();
            Object before = subject.state();
            assertFalse(subject.start(kind, call, time, false).result(), time::toString);
            subject.recover();
            assertEquals(before, subject.state(), "nothing is acquired");
            works(subject, call, kind);
            if (!subject.waitsAlways()) {
                assertTrue(subject.start(kind, call, time, false).result(), "what is free is got without time");
            }
        }
    }

    @ParameterizedTest(name = "{1} of a {0} in a {2} thread")
    @MethodSource("timedCalls")
    void endlessTimeIsEnough(Maker maker, BlockingCall<?> call, ThreadKind kind) throws Exception {
        for (Time time : List.of(
                new Time(Long.MAX_VALUE, TimeUnit.SECONDS),
                new Time(Long.MAX_VALUE, TimeUnit.NANOSECONDS),
                new Time(Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS),
                new Time(1, TimeUnit.DAYS))) {
            BlockingSubject<?> subject = maker.make();
            subject.makeBusy();
            Caller<Boolean> caller = subject.start(kind, call, time, false);
            subject.untilWaiters(1);
            caller.untilWaiting();
            subject.letGo();
            assertTrue(caller.result(), time::toString);
        }
    }

    // ---- nulls ---------------------------------------------------------------------------------------------------

    private static Object argument(Class<?> type) {
        if (type == long.class) {
            return Long.MAX_VALUE;
        } else if (type == int.class) {
            return 1;
        } else if (type == Duration.class) {
            return Duration.ofDays(1);
        } else if (type == TimeUnit.class) {
            return TimeUnit.DAYS;
        } else if (type == Date.class) {
            return new Date(Long.MAX_VALUE);
        } else if (type == BooleanSupplier.class) {
            BooleanSupplier never = () -> {
                throw new AssertionError("asked before the arguments were looked at");
            };
            return never;
        } else if (type == Object.class) {
            return "borrower";
        }
        throw new AssertionError("say in this test what to give for a " + type);
    }

    static Stream<Arguments> callsOfReferences() {
        return BlockingSubject.makers().stream()
                .flatMap(maker -> blockingMethods(maker.type())
                        .filter(method -> !Stream.of(method.getParameterTypes()).allMatch(Class::isPrimitive))
                        .map(method -> Arguments.of(maker, signature(method), method)));
    }

    @ParameterizedTest(name = "{1} of a {0}")
    @MethodSource("callsOfReferences")
    void nullIsRefusedBeforeAnyEffect(Maker maker, String signature, Method method) throws Exception {
        for (boolean busy : new boolean[] {false, true}) {
            BlockingSubject<?> subject = maker.make();
            if (busy) {
                subject.makeBusy();
            }
            Object before = subject.state();
            Class<?>[] types = method.getParameterTypes();
            for (int i = 0; i < types.length; i++) {
                if (!types[i].isPrimitive()) {
                    Object[] arguments = Stream.of(types)
                            .map(BlockingCallsSweepTest::argument)
                            .toArray();
                    arguments[i] = null;
                    Throwable failure = Bounded.call(() -> refusal(subject, method, arguments));
                    assertEquals(NullPointerException.class, failure.getClass(), () -> Arrays.toString(arguments));
                }
            }
            assertEquals(before, subject.state());
        }
    }

    private static Throwable refusal(BlockingSubject<?> subject, Method method, Object[] arguments) {
        subject.before();
        try {
            return assertThrows(InvocationTargetException.class, () -> method.invoke(subject.target(), arguments))
                    .getCause();
        } finally {
            subject.after();
        }
    }

    /** The table itself: what it says of a method is what the method's signature says. */
    @Test
    void theTableKnowsWhichMethodsAreInterruptible() throws Exception {
        for (Maker maker : BlockingSubject.makers()) {
            for (Method method : blockingMethods(maker.type()).toList()) {
                BlockingCall<?> entry = maker.calls()
                        .filter(call -> call.signature().equals(signature(method)))
                        .findAny()
                        .orElseThrow(() -> new AssertionError("no entry for " + method));
                assertAll(() -> assertEquals(
                        List.of(method.getExceptionTypes()).contains(InterruptedException.class),
                        entry.isInterruptible(),
                        entry::toString));
            }
        }
    }
}
