package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Job;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.Work;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Gate;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever form a task has in the source, it can be sent without a cast. */
class ProcessPoolLambdaTest extends ProcessPoolFixture {
    private ProcessPool pool;

    @BeforeEach
    void openPool() {
        pool = open(1);
    }

    private static int six() {
        return 6;
    }

    private static int failing() throws IOException {
        throw new IOException("six");
    }

    private interface Shift extends IntUnaryOperator, Serializable {}

    private record Point(int x, List<String> names, Map<String, Integer> more) implements Serializable {
        int twice() {
            return 2 * x;
        }

        Point shifted() {
            return new Point(x + 1, List.of("new"), more);
        }
    }

    private enum Colour {
        RED {
            @Override
            Colour next() {
                return GREEN;
            }
        },
        GREEN;

        Colour next() {
            return RED;
        }
    }

    @Test
    void valuesJobsAndMethodReferencesNeedNoCast() throws Exception {
        Gate opened = gate();
        String text = "cordage";
        assertEquals(7, Bounded.get(pool.submit(() -> 7)));
        assertNull(Bounded.get(pool.submit(() -> opened.open())));
        assertTrue(opened.isOpen());
        assertEquals(6, Bounded.get(pool.submit(ProcessPoolLambdaTest::six)));
        assertEquals(7, Bounded.get(pool.submit(text::length)));
        assertEquals(
                "six",
                Bounded.failureOf(pool.submit(ProcessPoolLambdaTest::failing)).getMessage());
        assertEquals(6, Bounded.get(pool.submit(() -> six())));
        assertNull(Bounded.get(pool.submitChecked(opened::await)));
    }

    @Test
    void whatALambdaCapturesIsCopiedNestedOnesToo() throws Exception {
        int base = 10;
        Shift shift = n -> n + base;
        Work<Work<Integer>> nested = () -> {
            int local = shift.applyAsInt(1);
            return () -> shift.applyAsInt(local);
        };
        Work<Integer> inner = Bounded.get(pool.submit(nested));
        assertEquals(21, inner.call());
        assertEquals(21, Bounded.get(pool.submit(inner)));
    }

    @Test
    void recordsEnumsAndArraysTravel() throws Exception {
        Point point = new Point(4, List.of("a", "b"), Map.of("k", 1));
        assertEquals(8, Bounded.get(pool.submit(point::twice)));
        assertEquals(point.shifted(), Bounded.get(pool.submit(point::shifted)));
        Colour red = Colour.RED;
        assertEquals(Colour.GREEN, Bounded.get(pool.submit(red::next)));
        double[][] table = {{1, 2}, {3}};
        assertEquals(3.0, Bounded.get(pool.submit(() -> table))[1][0]);
    }

    @Test
    void anAnonymousClassOfAStaticMethodTravels() throws Exception {
        assertEquals(3, Bounded.get(pool.submit(anonymous(3))));
    }

    private static Work<Integer> anonymous(int value) {
        return new Work<>() {
            @Override
            public Integer call() {
                return value;
            }
        };
    }

    private int state = 5;

    @Test
    void anObjectWithStateThatCannotBeSentIsRefusedByName() {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> pool.submit(() -> state));
        assertContains(ProcessPoolLambdaTest.class.getName(), refused.getMessage());
        Job job = () -> {
            int _ = state;
        };
        assertThrows(IllegalArgumentException.class, () -> pool.submit(job));
    }

    // ---- a class that only the parent has
    // ---------------------------------------------------------------------------------------

    /** Has classes that are on no class path. */
    private static final class Islands extends ClassLoader {
        Islands() {
            super("islands", ProcessPoolLambdaTest.class.getClassLoader());
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = file(name);
            return defineClass(name, bytes, 0, bytes.length);
        }

        @Override
        public InputStream getResourceAsStream(String name) {
            if (name.startsWith("isolated/")) {
                try {
                    return new java.io.ByteArrayInputStream(
                            file(name.substring(0, name.length() - 6).replace('/', '.')));
                } catch (ClassNotFoundException e) {
                    return null;
                }
            }
            return super.getResourceAsStream(name);
        }

        private static byte[] file(String name) throws ClassNotFoundException {
            return switch (name) {
                case "isolated.Island" -> IsolatedClasses.island();
                case "isolated.Neighbour" -> IsolatedClasses.neighbour();
                default -> throw new ClassNotFoundException(name);
            };
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void aClassOfAnIsolatedLoaderIsFetchedFromTheParent() throws Exception {
        Islands islands = new Islands();
        Class<?> island = islands.loadClass("isolated.Island");
        Work<String> work = (Work<String>) island.getConstructor().newInstance();
        assertEquals("from an island", work.call());
        TaskFuture<String> future = pool.submit(work);
        assertEquals("from an island", Bounded.get(future));
        assertEquals("from an island", Bounded.get(pool.submit(() -> work.call())));
    }
}
