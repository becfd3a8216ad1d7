package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.Job;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.lang.reflect.Proxy;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes come from the loader that stands for the sender's. */
class LoadersTest {
    private static final String USER = """
            import java.io.Serializable;
            public class User {
                record R(int x) implements Serializable {}
                enum E { ONE }
                static class Plain implements Serializable { R r = new R(1); Class<?> c = R.class; }
                interface Face extends Serializable {}
                static class Handler implements java.lang.reflect.InvocationHandler, Serializable {
                    public Object invoke(Object p, java.lang.reflect.Method m, Object[] a) { return "called"; }
                }
                public static Object[] make() {
                    int n = 1;
                    return new Object[] {
                        new R(1), E.ONE, new R[] {new R(2)}, new R[0][], (Runnable & Serializable) () -> {},
                        (Runnable & Serializable) () -> System.out.println(n), new Plain(), R.class, new Plain[1]
                    };
                }
                public static Object proxy() {
                    return java.lang.reflect.Proxy.newProxyInstance(
                        User.class.getClassLoader(), new Class<?>[] {Face.class}, new Handler());
                }
            }
            """;

    @TempDir
    Path folder;

    private URLClassLoader sender;
    private URLClassLoader receiver;
    private Trip trip;

    @BeforeEach
    void compile() throws Exception {
        var user = Compiled.in(folder, Map.of("User.java", USER));
        sender = user.loader();
        receiver = user.loader();
        trip = new Trip().with(sender, receiver);
    }

    @AfterEach
    void close() throws Exception {
        sender.close();
        receiver.close();
    }

    @Test
    void valuesAreOfTheReceiversClasses() throws Exception {
        for (Object value : (Object[]) Compiled.call(sender, "User", "make")) {
            Object there = trip.there(value);
            Class<?> type = there instanceof Class<?> self ? self : there.getClass();
            assertSame(receiver, type.getClassLoader(), () -> value + " of " + type);
            if (!type.isHidden()) {
                Class<?> original = value instanceof Class<?> self ? self : value.getClass();
                assertEquals(original.getName(), type.getName());
            }
        }
    }

    @Test
    void proxiesToo() throws Exception {
        Object there = trip.there(Compiled.call(sender, "User", "proxy"));
        assertTrue(Proxy.isProxyClass(there.getClass()));
        assertEquals("called", there.toString());
        assertSame(receiver, there.getClass().getInterfaces()[0].getClassLoader());
    }

    @Test
    void theMessageNamesTheUsersLoader() throws Exception {
        for (Object value : (Object[]) Compiled.call(sender, "User", "make")) {
            assertSame(sender, trip.encoder.encode(value).loader(), value::toString);
            assertSame(
                    sender,
                    trip.encoder
                            .encode(new ArrayList<>(List.of(List.of(1), value)))
                            .loader());
        }
        assertNull(trip.encoder.encode(new Object[] {1, "x", List.of()}).loader());
    }

    @Test
    void aFilterIsAskedOnBothPaths() throws Exception {
        var asked = new ArrayList<String>();
        var filtered = new Trip(info -> {
            Class<?> type = info.serialClass();
            if (type != null) {
                asked.add(type.getName());
            }
            return type != null && type.getName().contains("User")
                    ? ObjectInputFilter.Status.REJECTED
                    : ObjectInputFilter.Status.UNDECIDED;
        });
        filtered.with(sender, receiver);
        for (Object value : (Object[]) Compiled.call(sender, "User", "make")) {
            assertThrows(InvalidClassException.class, () -> filtered.there(value), value::toString);
        }
        Job job = () -> {};
        filtered.there(job).run();
        assertFalse(asked.isEmpty());
        double[] large = new double[PrimitiveArrays.LARGE];
        Object there = filtered.there(List.of(large)).getFirst();
        assertEquals(large.length, ((double[]) there).length);
        assertFalse(asked.contains(Token.class.getName()), "tokens are none of the filter's business");
    }
}
