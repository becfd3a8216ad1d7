package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Job;
import dev.cordage.task.TaskFunction;
import dev.cordage.task.Work;
import java.io.InvalidObjectException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LambdasTest {
    private final Trip trip = new Trip();

    record Adder(int n) implements Serializable {
        int add(int x) {
            return x + n;
        }

        Work<Integer> work() {
            return () -> add(1);
        }
    }

    private <T> T fast(T lambda) throws Exception {
        assertTrue(trip.isFast(lambda));
        return trip.there(lambda);
    }

    @Test
    void withoutCapturesComeAsOneInstance() throws Exception {
        Work<Integer> work = () -> 42;
        Work<Integer> first = fast(work);
        assertEquals(42, first.call());
        assertSame(first, trip.there(work));
    }

    @Test
    void withCapturesComeWithTheirValues() throws Exception {
        for (int i = 0; i < 3; i++) {
            int n = i;
            String text = "a" + i;
            long[] numbers = {i, i + 1};
            assertEquals(
                    text + n + numbers[1],
                    fast((Work<String>) () -> text + n + numbers[1]).call());
        }
    }

    @Test
    void methodReferencesOfAllKinds() throws Exception {
        assertEquals(5, fast((TaskFunction<String, Integer>) String::length).apply("hello"));
        assertEquals(12, fast((TaskFunction<String, Integer>) Integer::parseInt).apply("12"));
        assertEquals(
                new Adder(3), fast((TaskFunction<Integer, Adder>) Adder::new).apply(3));
        assertEquals(7, fast((TaskFunction<Integer, Integer>) new Adder(4)::add).apply(3));
        assertEquals(8, fast(new Adder(7).work()).call());
        fast((Job) System::gc);
    }

    @Test
    void insideOthers() throws Exception {
        Work<Integer> inner = () -> 20;
        Work<Integer> outer = () -> inner.call() + 1;
        assertEquals(21, fast(outer).call());
        var list = new ArrayList<Work<Integer>>(List.of(inner, outer));
        assertEquals(21, fast(list).get(1).call());
    }

    @Test
    void withOtherCapturesGoTheLongWay() throws Exception {
        Map<String, Integer> map = new HashMap<>(Map.of("a", 1));
        Work<Integer> work = () -> map.get("a");
        assertFalse(trip.isFast(work));
        assertEquals(1, trip.there(work).call());
    }

    @Test
    void thatTheOtherVersionOfTheClassLacksAreInvalid(@TempDir Path folder) throws Exception {
        String source = "public class L { public static Object one() {"
                + " return (java.util.concurrent.Callable<Integer> & java.io.Serializable) () -> 1; } %s }";
        try (var first = Compiled.in(folder.resolve("a"), Map.of("L.java", source.formatted("")))
                        .loader();
                var second = Compiled.in(
                                folder.resolve("b"),
                                Map.of(
                                        "L.java",
                                        source.formatted("").replace("java.util.concurrent.Callable<Integer>", "Other"),
                                        "Other.java",
                                        "public interface Other { int x(); }"))
                        .loader()) {
            Object lambda = Compiled.call(first, "L", "one");
            assertThrows(
                    InvalidObjectException.class,
                    () -> new Trip().with(first, second).there(lambda));
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void ofAModuleThatOpensNothing(@TempDir Path folder) throws Exception {
        var module = Compiled.in(
                folder, Map.of("module-info.java", "module closed { exports hidden; }", "hidden/Tasks.java", """
                        package hidden;
                        public class Tasks {
                            interface Task extends java.util.concurrent.Callable<Object>, java.io.Serializable {}
                            public static Object[] make() {
                                int n = 4;
                                String text = "four";
                                int[] numbers = {1, 2};
                                Object list = new java.util.LinkedList<>(java.util.List.of(9));
                                return new Object[] {
                                    (Task) () -> "plain", (Task) () -> text + n + numbers[1], (Task) () -> list.toString()
                                };
                            }
                        }
                        """));
        ClassLoader loader = module.moduleLoader("closed");
        var tasks = (Object[]) Compiled.call(loader, "hidden.Tasks", "make");
        assertThrows(
                RuntimeException.class,
                () -> tasks[0].getClass().getDeclaredMethod("writeReplace").setAccessible(true));
        var closed = new Trip().with(loader);
        for (int round = 0; round < 2; round++) {
            assertTrue(closed.isFast(tasks[0]));
            assertTrue(closed.isFast(tasks[1]));
            assertFalse(closed.isFast(tasks[2]));
            assertEquals("plain", ((Callable<Object>) closed.there(tasks[0])).call());
            assertEquals("four42", ((Callable<Object>) closed.there(tasks[1])).call());
            assertEquals("[9]", ((Callable<Object>) closed.there(tasks[2])).call());
        }
        assertSame(loader, closed.encoder.encode(tasks[1]).loader());
    }
}
