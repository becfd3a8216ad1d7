package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method of {@link Pool} that can wait, found by reflection, called from platform and virtual threads: interrupted
 * before and during the wait, and given no, negative and endless time. A method that is new has to be put into one of
 * the lists here.
 */
@ExtendWith(LeakCheck.class)
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PoolBlockingCallsTest {
    /** How a method takes an interrupt while it waits. */
    enum Kind {
        /** Throws {@link InterruptedException}, and the flag is cleared. */
        THROWS,
        /** Goes on waiting, and the flag is kept. */
        KEEPS_WAITING,
        /** Waits for room: rejects the task, and the flag is kept. */
        REJECTS,
    }

    private static final Set<String> NEVER_WAIT =
            Set.of("name", "parallelism", "statistics", "isShutdown", "isTerminated", "shutdown", "shutdownNow", "map");

    private static Kind kindOf(Method method) {
        return switch (method.getName()) {
            case "awaitTermination", "stop", "invokeAll", "invokeAny", "trySubmit" -> Kind.THROWS;
            case "close" -> Kind.KEEPS_WAITING;
            case "submit", "submitChecked", "execute" -> Kind.REJECTS;
            default -> throw new AssertionError("say in this test how " + method + " waits");
        };
    }

    private static Stream<Method> methods() {
        return Arrays.stream(Pool.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .filter(method -> !NEVER_WAIT.contains(method.getName()));
    }

    static Stream<Arguments> calls() {
        return methods()
                .flatMap(method -> Stream.of(true, false)
                        .map(virtual -> Arguments.of(described(method), virtual ? "virtual" : "platform", method)));
    }

    private static String described(Method method) {
        return method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final ThreadPool pool =
            ThreadPool.builder().threads(1).queueBound(Integer.MAX_VALUE / 2).build();
    private final ThreadPool full =
            ThreadPool.builder().threads(1).queueBound(0).build();

    @AfterEach
    void letEverythingGo() throws Exception {
        end.countDown();
        assertTrue(pool.stop(Bounded.LONG));
        assertTrue(full.stop(Bounded.LONG));
    }

    /** Makes the one thread busy, whoever interrupts it. */
    private void occupy(Pool pool) throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        pool.submit(() -> {
            started.countDown();
            while (end.getCount() > 0) {
                boolean _ = Thread.interrupted();
                Thread.yield();
            }
        });
        Bounded.await(started);
    }

    private Object[] arguments(Method method, Object timeout) {
        return Arrays.stream(method.getParameterTypes())
                .map(type -> argument(type, timeout))
                .toArray();
    }

    private static Object argument(Class<?> type, Object timeout) {
        if (type == Duration.class || type == long.class) {
            return timeout;
        } else if (type == TimeUnit.class) {
            return TimeUnit.DAYS;
        } else if (type == TaskOptions.class) {
            return TaskOptions.named("swept");
        } else if (type == Collection.class) {
            return List.<Work<Integer>>of(() -> 1, () -> 2);
        } else if (type == Callable.class || type == Work.class) {
            return (Work<Integer>) () -> 1;
        } else if (type == Runnable.class || type == Job.class) {
            return (Job) () -> {};
        } else if (type == CheckedJob.class) {
            return (CheckedJob) () -> {};
        } else if (type == Object.class) {
            return "result";
        }
        throw new AssertionError("say in this test what to give for a " + type);
    }

    private static boolean isTimed(Method method) {
        return List.of(method.getParameterTypes()).contains(Duration.class)
                || List.of(method.getParameterTypes()).contains(TimeUnit.class);
    }

    private static Object forEver(Method method) {
        return List.of(method.getParameterTypes()).contains(Duration.class)
                ? (Object) Duration.ofSeconds(Long.MAX_VALUE)
                : (Object) Long.MAX_VALUE;
    }

    private static boolean needsSpace(Method method) {
        return kindOf(method) == Kind.REJECTS || method.getName().equals("trySubmit");
    }

    private Pool target(Method method) throws InterruptedException {
        boolean needsSpace = needsSpace(method);
        Pool target = needsSpace ? full : pool;
        occupy(target);
        return target;
    }

    private static Caller<Object> call(
            String callerKind, Pool target, Method method, boolean interruptedBefore, Object... arguments) {
        Callable<Object> call = () -> {
            if (interruptedBefore) {
                Thread.currentThread().interrupt();
            }
            try {
                return method.invoke(target, arguments);
            } catch (InvocationTargetException e) {
                return PoolThreadsContract.<Object, Exception>sneaky(e.getCause());
            }
        };
        return callerKind.equals("virtual") ? Caller.virtual(call) : Caller.platform(call);
    }

    @Test
    void allMethodsAreKnown() {
        methods().forEach(PoolBlockingCallsTest::kindOf);
        Set<String> names = methods().map(Method::getName).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(
                Set.of(
                        "awaitTermination",
                        "stop",
                        "close",
                        "invokeAll",
                        "invokeAny",
                        "submit",
                        "submitChecked",
                        "trySubmit",
                        "execute"),
                names);
    }

    @ParameterizedTest(name = "{0} in a {1} thread")
    @MethodSource("calls")
    void anInterruptDuringTheWait(String name, String callerKind, Method method) throws Exception {
        Caller<Object> caller = call(callerKind, target(method), method, false, arguments(method, forEver(method)));
        caller.untilWaiting().interrupt();
        ends(caller, method);
    }

    @ParameterizedTest(name = "{0} in a {1} thread")
    @MethodSource("calls")
    void anInterruptBeforeTheWait(String name, String callerKind, Method method) throws Exception {
        ends(call(callerKind, target(method), method, true, arguments(method, forEver(method))), method);
    }

    private void ends(Caller<Object> caller, Method method) throws Exception {
        switch (kindOf(method)) {
            case THROWS -> {
                assertThrows(InterruptedException.class, caller::result);
                assertFalse(caller.wasInterruptedAtEnd(), "the flag is not kept where it is thrown");
            }
            case REJECTS -> {
                assertThrows(RejectedExecutionException.class, caller::result);
                assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept where it is not thrown");
            }
            case KEEPS_WAITING -> {
                caller.untilWaiting();
                assertFalse(caller.isDone());
                end.countDown();
                caller.result();
                assertTrue(caller.wasInterruptedAtEnd(), "the flag is kept where it is not thrown");
            }
        }
        end.countDown();
        if (!pool.isShutdown()) {
            assertEquals(1, Bounded.get(pool.submit(() -> 1)), "the pool works on");
        }
        assertEquals(1, Bounded.get(full.submit(() -> 1)), "the room is not lost");
    }

    static Stream<Arguments> timedCalls() {
        return calls().filter(arguments -> isTimed((Method) arguments.get()[2]))
                .flatMap(arguments -> Stream.of(0L, -1L, Long.MIN_VALUE)
                        .map(time -> Arguments.of(
                                arguments.get()[0],
                                arguments.get()[1],
                                time,
                                arguments.get()[2])));
    }

    @ParameterizedTest(name = "{0} of {2} in a {1} thread")
    @MethodSource("timedCalls")
    void noOrNegativeTimeIsNoWait(String name, String callerKind, long time, Method method) throws Exception {
        Object timeout = List.of(method.getParameterTypes()).contains(Duration.class)
                ? (Object) Duration.ofSeconds(time)
                : (Object) time;
        Caller<Object> caller = call(callerKind, target(method), method, false, arguments(method, timeout));
        switch (method.getName()) {
            case "awaitTermination", "stop" -> assertEquals(false, caller.result());
            case "trySubmit" -> assertEquals(Optional.empty(), caller.result());
            case "invokeAll" -> {
                for (Object future : assertInstanceOf(List.class, caller.result())) {
                    assertTrue(assertInstanceOf(Future.class, future).isCancelled());
                }
            }
            case "invokeAny" -> assertThrows(TimeoutException.class, caller::result);
            default -> throw new AssertionError("say in this test what " + method + " does without time");
        }
    }

    @ParameterizedTest(name = "{0} in a {1} thread")
    @MethodSource("calls")
    void endlessTimeIsEnough(String name, String callerKind, Method method) throws Exception {
        if (method.getName().equals("awaitTermination")) {
            pool.submit(() -> {});
        }
        Caller<Object> caller = call(callerKind, target(method), method, false, arguments(method, forEver(method)));
        caller.untilWaiting();
        if (method.getName().equals("awaitTermination")) {
            pool.shutdown();
        }
        end.countDown();
        caller.result();
    }

    @ParameterizedTest(name = "{0} in a {1} thread")
    @MethodSource("calls")
    void theEndOfThePoolEndsTheWait(String name, String callerKind, Method method) throws Exception {
        Pool target = target(method);
        Caller<Object> caller = call(callerKind, target, method, false, arguments(method, forEver(method)));
        caller.untilWaiting();
        if (needsSpace(method)) {
            target.shutdown();
            assertThrows(RejectedExecutionException.class, caller::result);
            assertFalse(caller.wasInterruptedAtEnd());
        } else {
            end.countDown();
            target.stop(Duration.ZERO);
            try {
                caller.result();
            } catch (java.util.concurrent.ExecutionException e) {
                assertEquals("invokeAny", method.getName(), "its tasks were dropped");
            }
        }
    }
}
