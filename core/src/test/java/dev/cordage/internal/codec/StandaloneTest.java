package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.cordage.task.Work;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Objects as bytes that need nothing else. */
class StandaloneTest {
    record Point(int x, String name) implements Serializable {}

    private static Object copy(Object value) throws IOException {
        return Standalone.decode(Standalone.encode(value));
    }

    @Test
    void valuesComeBack() throws Exception {
        int captured = 5;
        Work<Integer> lambda = () -> captured;
        for (Object value : Arrays.asList(null, "text", 1, new Point(1, "a"), List.of(new Point(2, "b"), 3L))) {
            assertEquals(value, copy(value));
        }
        assertEquals(5, ((Work<?>) copy(lambda)).call());
    }

    @Test
    void whatCantBeSentIsNamed() {
        NotSerializableException failure =
                assertThrows(NotSerializableException.class, () -> Standalone.encode(List.of(new Object())));
        assertEquals("java.lang.Object is not serialisable; it is reached by element [0]", failure.getMessage());
    }

    @Test
    void bytesCutShortAreRefused() throws Exception {
        byte[] whole = Standalone.encode(new Point(1, "a"));
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            assertThrows(IOException.class, () -> Standalone.decode(part));
        }
    }

    @Test
    void aMissingClassIsNamed() throws Exception {
        byte[] bytes = Standalone.encode(new Point(1, "a"));
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try {
            InvalidObjectException failure = assertThrows(InvalidObjectException.class, () -> Standalone.decode(bytes));
            assertEquals(
                    "the class " + Point.class.getName() + " of a received object isn't known here",
                    failure.getMessage());
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    interface Hidden {
        String name();
    }

    private record Handler(String name) implements InvocationHandler, Serializable {
        @Override
        public Object invoke(Object proxy, Method method, Object[] arguments) {
            return name;
        }
    }

    @Test
    void aProxyOfAnInterfaceThatIsNotPublicBelongsToItsLoader() throws Exception {
        Hidden proxy = (Hidden) Proxy.newProxyInstance(
                Hidden.class.getClassLoader(), new Class<?>[] {Hidden.class, Serializable.class}, new Handler("n"));
        byte[] bytes = Standalone.encode(proxy);
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try (var child = new URLClassLoader(new URL[0], Hidden.class.getClassLoader())) {
            thread.setContextClassLoader(child);
            assertEquals("n", ((Hidden) Standalone.decode(bytes)).name());
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
