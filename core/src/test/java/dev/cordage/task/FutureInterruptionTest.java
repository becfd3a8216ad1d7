package dev.cordage.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every method of the futures that waits: an interrupt before or during the wait ends it and harms nothing; durations of
 * any size are understood; on platform and on virtual threads. Methods are found by reflection, so that a new one is not
 * forgotten.
 */
@ExtendWith(LeakCheck.class)
class FutureInterruptionTest {
    private final List<Runnable> cleanups = new ArrayList<>();

    @AfterEach
    void cleanUp() {
        cleanups.forEach(Runnable::run);
    }

    /** One method, ready to be called on a thread or future that doesn't end. */
    private record Waiting(String name, Method method, Object target) {
        boolean isTimed() {
            return Stream.of(method.getParameterTypes()).anyMatch(Duration.class::equals) || takesUnit();
        }

        boolean takesUnit() {
            return List.of(method.getParameterTypes()).contains(TimeUnit.class);
        }

        Object call(Duration timeout) throws Exception {
            List<Object> arguments = new ArrayList<>();
            for (Class<?> type : method.getParameterTypes()) {
                arguments.add(
                        type == Duration.class
                                ? timeout
                                : type == long.class
                                        ? nanos(timeout)
                                        : type == TimeUnit.class
                                                ? TimeUnit.NANOSECONDS
                                                : type == Until.class ? Until.ALL : List.of(target));
            }
            try {
                return method.invoke(Modifier.isStatic(method.getModifiers()) ? null : target, arguments.toArray());
            } catch (InvocationTargetException e) {
                throw FutureSubject.<Exception>sneaky(e.getCause());
            }
        }

        private static long nanos(Duration timeout) {
            return TimeUnit.NANOSECONDS.convert(timeout);
        }
    }

    private static boolean mayWait(Method method) {
        List<Class<?>> thrown = List.of(method.getExceptionTypes());
        return Modifier.isPublic(method.getModifiers())
                && !method.isBridge()
                && (thrown.contains(InterruptedException.class) || thrown.contains(Exception.class));
    }

    private Stream<Waiting> waits() {
        Map<String, Waiting> found = new LinkedHashMap<>();
        for (Object target : targets().entrySet()) {
            Map.Entry<?, ?> entry = (Map.Entry<?, ?>) target;
            boolean ours = entry.getValue() instanceof TaskFuture<?>;
            if (ours) {
                for (Method method : entry.getValue().getClass().getMethods()) {
                    if (mayWait(method) && TaskFuture.class.isAssignableFrom(method.getDeclaringClass())) {
                        put(found, entry, method);
                    }
                }
            }
            for (Method method : Tasks.class.getMethods()) {
                if (mayWait(method) && method.getDeclaringClass() == Tasks.class) {
                    put(found, entry, method);
                }
            }
        }
        return found.values().stream();
    }

    private static void put(Map<String, Waiting> found, Map.Entry<?, ?> target, Method method) {
        String parameters = List.of(method.getParameterTypes()).stream()
                .map(Class::getSimpleName)
                .toList()
                .toString();
        String name = target.getKey() + ": " + method.getDeclaringClass().getSimpleName() + "." + method.getName()
                + parameters;
        method.setAccessible(true);
        found.put(name, new Waiting(name, method, target.getValue()));
    }

    /** Things to wait for that do not end by themselves. */
    private Map<String, Object> targets() {
        FutureSubject.Steering first = new FutureSubject.Steering();
        FutureSubject.Steering second = new FutureSubject.Steering();
        FutureSubject.Steering third = new FutureSubject.Steering();
        ThreadPool pool = ThreadPool.of(1);
        FutureTask<Object> foreign = new FutureTask<>(() -> null);
        CompletableFuture<Object> stage = new CompletableFuture<>();
        cleanups.add(() -> {
            first.succeed(null);
            second.succeed(null);
            third.succeed(null);
            pool.close();
            foreign.cancel(true);
            stage.cancel(true);
        });
        Map<String, Object> targets = new LinkedHashMap<>();
        targets.put("promise", Promise.create());
        targets.put("pool task", pool.submit(first));
        targets.put("thread", TaskThread.start(second));
        targets.put("virtual thread", TaskThread.builder().virtual().start(third));
        targets.put("stage", TaskFuture.of(new CompletableFuture<>()));
        targets.put("JDK stage", stage);
        targets.put("JDK future", foreign);
        return targets;
    }

    private static List<Thread.Builder> kinds() {
        return List.of(Thread.ofPlatform().daemon(), Thread.ofVirtual());
    }

    @Test
    void theListIsComplete() {
        List<String> names = waits().map(Waiting::name).toList();
        assertTrue(names.contains("thread: TaskThread.join[]"), names::toString);
        assertTrue(names.contains("thread: TaskThread.tryJoin[Duration]"), names::toString);
        assertTrue(names.contains("promise: AbstractTaskFuture.get[long, TimeUnit]"), names::toString);
        assertTrue(names.contains("promise: AbstractTaskFuture.result[]"), names::toString);
        assertTrue(names.contains("JDK future: Tasks.await[Collection, Until, Duration]"), names::toString);
        // result, get, failure, await and their timed forms for five futures; join for two; await for seven
        assertEquals(5 * 7 + 2 * 2 + 7 * 2, names.size(), names::toString);
    }

    @TestFactory
    Stream<DynamicTest> anInterruptBeforeTheWaitEndsIt() {
        return waits().map(waiting -> DynamicTest.dynamicTest(waiting.name, () -> {
            for (Thread.Builder kind : kinds()) {
                var caller = Bounded.Caller.start(kind, () -> {
                    Thread.currentThread().interrupt();
                    return assertThrows(
                            InterruptedException.class, () -> waiting.call(Duration.ofSeconds(Long.MAX_VALUE)));
                });
                assertNotNull(caller.result());
                assertFalse(caller.wasInterruptedAtEnd());
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> anInterruptDuringTheWaitEndsIt() {
        return waits().map(waiting -> DynamicTest.dynamicTest(waiting.name, () -> {
            for (Thread.Builder kind : kinds()) {
                var caller = Bounded.Caller.start(
                        kind,
                        () -> assertThrows(
                                InterruptedException.class, () -> waiting.call(Duration.ofSeconds(Long.MAX_VALUE))));
                caller.untilWaiting().interrupt();
                assertNotNull(caller.result());
                assertFalse(caller.wasInterruptedAtEnd());
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> zeroNegativeAndShortDurationsRunOut() {
        return waits().filter(Waiting::isTimed)
                .map(waiting -> DynamicTest.dynamicTest(waiting.name, () -> {
                    for (Thread.Builder kind : kinds()) {
                        for (Duration timeout : List.of(
                                Duration.ZERO,
                                Duration.ofNanos(-1),
                                Duration.ofSeconds(Long.MIN_VALUE),
                                Duration.ofNanos(1),
                                Duration.ofMillis(2))) {
                            var caller = Bounded.Caller.start(kind, () -> {
                                try {
                                    return waiting.call(timeout);
                                } catch (TimeoutException e) {
                                    return e;
                                }
                            });
                            assertTrue(isEmptyHanded(caller.result()), () -> waiting + " after " + timeout);
                        }
                    }
                }));
    }

    private static boolean isEmptyHanded(Object answer) {
        return switch (answer) {
            case Boolean ended -> !ended;
            case TimeoutException _ -> true;
            case Awaited<?> awaited ->
                awaited.done().isEmpty() && awaited.pending().size() == 1;
            default -> false;
        };
    }

    /** "Zero or negative: no wait", so there is nothing to interrupt; what counts is that nothing gets lost. */
    @TestFactory
    Stream<DynamicTest> anInterruptIsNeverLostWithoutAWait() {
        return waits().filter(Waiting::isTimed)
                .map(waiting -> DynamicTest.dynamicTest(waiting.name, () -> {
                    for (Thread.Builder kind : kinds()) {
                        var caller = Bounded.Caller.start(kind, () -> {
                            Thread.currentThread().interrupt();
                            try {
                                Object _ = waiting.call(Duration.ZERO);
                                return false;
                            } catch (InterruptedException e) {
                                return true;
                            } catch (TimeoutException e) {
                                return false;
                            }
                        });
                        boolean thrown = caller.result();
                        assertTrue(thrown ^ caller.wasInterruptedAtEnd(), "thrown or kept, not both, not neither");
                    }
                }));
    }

    // ---- loops ---------------------------------------------------------------------------------------------------

    @Test
    void asCompletedKeepsTheFlagAndLosesNothing() throws Exception {
        for (Thread.Builder kind : kinds()) {
            Promise<String> promise = Promise.create();
            FutureTask<String> foreign = new FutureTask<>(() -> "ran");
            CountDownLatch thrown = new CountDownLatch(3);
            var caller = Bounded.Caller.start(kind, () -> {
                var iterator = Tasks.asCompleted(List.of(promise, foreign)).iterator();
                for (int i = 0; i < 3; i++) {
                    CompletionException e = assertThrows(CompletionException.class, iterator::next);
                    assertTrue(e.getCause() instanceof InterruptedException);
                    assertTrue(Thread.interrupted());
                    Thread.currentThread().interrupt();
                    thrown.countDown();
                }
                assertTrue(Thread.interrupted());
                Collection<Object> ended = new ArrayList<>();
                iterator.forEachRemaining(ended::add);
                return ended;
            });
            caller.untilWaiting().interrupt();
            Bounded.await(thrown);
            foreign.run();
            promise.succeed("value");
            assertEquals(2, caller.result().size());
        }
    }

    @Test
    void asCompletedGivesWhatHasEndedToAnInterruptedThread() throws Exception {
        Promise<String> ended = Promise.create();
        ended.succeed("value");
        Bounded.run(() -> {
            Thread.currentThread().interrupt();
            assertEquals(ended, Tasks.asCompleted(List.of(ended)).iterator().next());
            assertTrue(Thread.interrupted());
        });
    }

    @Test
    void awaitAnswersAnInterruptedThreadAboutEndedFutures() throws Exception {
        Promise<String> ended = Promise.create();
        ended.succeed("value");
        Bounded.run(() -> {
            Thread.currentThread().interrupt();
            try {
                assertEquals(1, Tasks.await(List.of(ended), Until.ALL).done().size());
                assertTrue(Thread.interrupted());
            } catch (InterruptedException e) {
                assertFalse(Thread.interrupted());
            }
        });
    }
}
