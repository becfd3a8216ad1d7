package dev.cordage.internal.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.NotSerializableException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lambdas of compact source files, whose methods belong to an object. */
class ProgramObjectTest {
    private static final String PROGRAM = """
            import java.io.Serializable;
            import java.util.concurrent.Callable;
            %s
            static int made;
            int countWords(int n) { return n + 1; }
            Object whoAmI() { return this; }
            Callable<Object> count() { return (Callable<Object> & Serializable) () -> countWords(41); }
            Callable<Object> who() { return (Callable<Object> & Serializable) this::whoAmI; }
            void main() {}
            """;

    @TempDir
    Path folder;

    private URLClassLoader compile(String fields) throws IOException {
        return Compiled.in(folder, Map.of("Main.java", PROGRAM.formatted(fields)))
                .loader();
    }

    @SuppressWarnings("unchecked")
    private static Callable<Object> lambda(ClassLoader loader, String method) throws Exception {
        var constructor = loader.loadClass("Main").getDeclaredConstructor();
        constructor.setAccessible(true);
        var found = loader.loadClass("Main").getDeclaredMethod(method);
        found.setAccessible(true);
        return (Callable<Object>) found.invoke(constructor.newInstance());
    }

    @Test
    void oneWithoutFieldsIsMadeAgainOnce() throws Exception {
        try (var loader = compile("")) {
            var trip = new Trip().with(loader);
            Callable<Object> count = lambda(loader, "count");
            Callable<Object> who = lambda(loader, "who");
            Object sender = who.call();

            assertTrue(trip.isFast(count));
            assertEquals(42, trip.there(count).call());
            Object receiver = trip.there(who).call();
            assertEquals("Main", receiver.getClass().getName());
            assertFalse(sender == receiver);
            assertTrue(receiver == trip.there(lambda(loader, "who")).call(), "one for each decoder");

            var slow = new HashMap<>(Map.of("task", who, "again", lambda(loader, "who")));
            assertFalse(trip.isFast(slow));
            assertTrue(receiver == trip.there(slow).get("task").call(), "by Java serialisation too");
        }
    }

    @Test
    void oneWithAFieldIsRefusedNamingIt() throws Exception {
        try (var loader = compile("int count = 3;")) {
            var trip = new Trip().with(loader);
            Callable<Object> task = lambda(loader, "count");
            for (Object value : new Object[] {task, new HashMap<>(Map.of(1, task))}) {
                var refused = assertThrows(NotSerializableException.class, () -> trip.encoder.encode(value));
                String message = refused.getMessage();
                assertTrue(
                        message.startsWith(
                                "the lambda uses the program's own object, class Main, which has the field 'count':"),
                        message);
            }
        }
    }

    @Test
    void otherClassesAreNotTakenForOne() throws Exception {
        String main = "public final class %s { %s void main() {} %s }";
        var sources = Map.of(
                "A.java", main.formatted("A implements java.io.Serializable", "", ""),
                "B.java", main.formatted("B extends Thread", "", ""),
                "C.java", main.formatted("C", "C(int x) {}", ""),
                "D.java", "public final class D { private void main() {} }",
                "E.java", "public class E { void main() {} }",
                "F.java", "package p; public final class F { void main() {} }",
                "G.java", main.formatted("G", "", ""));
        try (var loader = Compiled.in(folder, sources).loader()) {
            for (String name : new String[] {"A", "B", "C", "D", "E", "p.F"}) {
                assertFalse(ProgramObject.isOne(loader.loadClass(name)), name);
            }
            assertTrue(ProgramObject.isOne(loader.loadClass("G")));
            assertNull(loader.loadClass("G").getEnclosingClass());
        }
    }
}
