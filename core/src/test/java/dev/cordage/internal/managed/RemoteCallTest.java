package dev.cordage.internal.managed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.RemoteFailureException;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.Serializable;
import java.lang.reflect.UndeclaredThrowableException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Calls of a shared object over a socket. */
@ExtendWith(LeakCheck.class)
class RemoteCallTest {
    private final ObjectServer server = new ObjectServer((_, _) -> {});

    @AfterEach
    void close() throws Exception {
        Bounded.run(server::close);
    }

    private <T> T elsewhere(Class<T> type, T implementation) throws Exception {
        return Elsewhere.of(type, server.share(type, implementation));
    }

    interface Calculator {
        int add(int a, long b);

        default int twice(int a) {
            return add(a, a);
        }

        String name() throws IOException;
    }

    static class Plain implements Calculator {
        @Override
        public int add(int a, long b) {
            return (int) (a + b);
        }

        @Override
        public String name() throws IOException {
            throw new IOException("it has none");
        }
    }

    /** Whose methods do what a test wants, without another interface for each. */
    interface Anything {
        Object apply(Object argument);

        Object applyChecked(Object argument) throws Exception;
    }

    private Anything anything(UnaryOperator<Object> body) throws Exception {
        return elsewhere(Anything.class, new Anything() {
            @Override
            public Object apply(Object argument) {
                return body.apply(argument);
            }

            @Override
            public Object applyChecked(Object argument) {
                return body.apply(argument);
            }
        });
    }

    @Test
    void primitivesArriveAndReturn() throws Exception {
        assertEquals(5, elsewhere(Calculator.class, new Plain()).add(2, 3));
    }

    @Test
    void nullsArriveAndReturn() throws Exception {
        assertNull(anything(argument -> argument).apply(null));
    }

    @Test
    void defaultMethodsAreThoseOfTheImplementation() throws Exception {
        Calculator calculator = elsewhere(Calculator.class, new Plain() {
            @Override
            public int twice(int a) {
                return -1;
            }
        });
        assertEquals(-1, calculator.twice(4));
        assertEquals(8, elsewhere(Calculator.class, new Plain()).twice(4));
    }

    interface Source<T> {
        T next();
    }

    interface Words extends Source<String> {
        @Override
        String next();
    }

    @Test
    void anInterfaceMayNarrowWhatItInherits() throws Exception {
        Words words = elsewhere(Words.class, () -> "word");
        Source<?> source = words;
        assertEquals("word", words.next());
        assertEquals("word", source.next());
    }

    @Test
    void interfacesOfTheJdkCanBeShared() throws Exception {
        Callable<?> callable = elsewhere(Callable.class, () -> "called");
        assertEquals("called", callable.call());
    }

    record Point(int x, int y) implements Serializable {}

    @Test
    void argumentsAndResultsAreCopies() throws Exception {
        List<Object> kept = new ArrayList<>();
        Anything keeper = anything(argument -> {
            kept.add(argument);
            return argument;
        });
        List<Integer> given = new ArrayList<>(List.of(1));
        Object back = keeper.apply(given);
        given.add(2);
        assertEquals(List.of(List.of(1)), kept);
        assertEquals(List.of(1), back);
        assertNotSame(kept.getFirst(), back);
        assertEquals(new Point(1, 2), keeper.apply(new Point(1, 2)));
    }

    @Test
    void largeArraysArriveWhole() throws Exception {
        byte[] large = new byte[5_000_000];
        Arrays.fill(large, (byte) 7);
        assertArrayEquals(large, (byte[]) anything(argument -> argument).apply(large));
    }

    @Test
    void aSharedObjectStaysLiveAsArgumentAndAsResult() throws Exception {
        Calculator calculator = server.share(Calculator.class, new Plain());
        Anything calls = anything(argument -> ((Calculator) ((List<?>) argument).getFirst()).add(1, 2));
        assertEquals(3, calls.apply(List.of(calculator)));
        Object result = anything(_ -> calculator).apply("");
        assertEquals(7, ((Calculator) result).add(3, 4));
        assertEquals(calculator, result);
        assertTrue(Stub.of(result).isLocal(), "it is back in the JVM of its owner");
    }

    @Test
    void theOwnerCallsItWithoutCopies() {
        List<Object> kept = new ArrayList<>();
        Anything keeper = server.share(Anything.class, new Anything() {
            @Override
            public Object apply(Object argument) {
                kept.add(argument);
                return argument;
            }

            @Override
            public Object applyChecked(Object argument) throws Exception {
                throw new IOException("direct");
            }
        });
        Object argument = new Object();
        assertSame(argument, keeper.apply(argument));
        assertSame(argument, kept.getFirst());
        assertEquals(
                "direct",
                assertThrows(IOException.class, () -> keeper.applyChecked(1)).getMessage());
    }

    // --- failures

    @Test
    void aFailureHasTheStacksOfBothSides() throws Exception {
        Calculator calculator = elsewhere(Calculator.class, new Plain());
        IOException failure = assertThrows(IOException.class, calculator::name);
        assertEquals("it has none", failure.getMessage());
        List<String> frames = Arrays.stream(failure.getStackTrace())
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList();
        assertEquals(Plain.class.getName() + ".name", frames.getFirst());
        assertEquals(SharedObject.class.getName() + ".invoke", frames.get(1));
        assertTrue(
                frames.contains(RemoteCallTest.class.getName() + ".aFailureHasTheStacksOfBothSides"), frames::toString);
    }

    @Test
    void causesAndErrorsArrive() throws Exception {
        Anything fails = anything(argument -> {
            throw new AssertionError("wrong", new IllegalArgumentException(argument.toString()));
        });
        AssertionError failure = assertThrows(AssertionError.class, () -> fails.apply("this"));
        assertEquals(
                "this",
                assertInstanceOf(IllegalArgumentException.class, failure.getCause())
                        .getMessage());
    }

    @Test
    void aCheckedExceptionThatIsNotDeclaredIsWrapped() throws Exception {
        Anything fails = anything(_ -> {
            throw RemoteCallTest.<RuntimeException>sneaky(new IOException("hidden"));
        });
        UndeclaredThrowableException failure =
                assertThrows(UndeclaredThrowableException.class, () -> fails.apply("this"));
        assertEquals("hidden", failure.getCause().getMessage());
        assertThrows(IOException.class, () -> fails.applyChecked("this"));
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // that is the trick
    private static <E extends Exception> E sneaky(Exception exception) throws E {
        throw (E) exception;
    }

    static class StubbornException extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings("serial")
        final Object unserialisable = new Object();
    }

    @Test
    void aFailureThatCantBeSentIsDescribed() throws Exception {
        Anything fails = anything(_ -> {
            throw new StubbornException();
        });
        RemoteFailureException failure = assertThrows(RemoteFailureException.class, () -> fails.apply(1));
        assertEquals(StubbornException.class.getName(), failure.className());
    }

    @Test
    void anArgumentThatCantBeSentIsRefusedByName() throws Exception {
        Anything never = anything(_ -> {
            throw new AssertionError("it was called");
        });
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> never.apply(List.of(new Thread())));
        assertTrue(
                failure.getMessage()
                        .matches(".* of Anything.apply can't be sent: java.lang.Thread is not serialisable;"
                                + " it is reached by element \\[0]"),
                failure.getMessage());
        assertInstanceOf(NotSerializableException.class, failure.getCause());
    }

    @Test
    void aResultThatCantBeSentFailsThatCallOnly() throws Exception {
        Anything gives = anything(argument -> argument.equals("bad") ? new Object() : argument);
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> gives.apply("bad"));
        assertEquals(
                "the result of Anything.apply can't be sent back: java.lang.Object is not serialisable",
                failure.getMessage());
        assertEquals("good", gives.apply("good"));
    }

    record Refusing(int x) implements Serializable {
        static volatile boolean refuses;

        Refusing {
            if (refuses) {
                throw new IllegalArgumentException("refused");
            }
        }
    }

    @Test
    void anArgumentThatCantBeRebuiltFailsThatCallOnly() throws Exception {
        Anything echo = anything(argument -> argument);
        Refusing value = new Refusing(1);
        Refusing.refuses = true;
        try {
            IllegalArgumentException failure = assertThrows(IllegalArgumentException.class, () -> echo.apply(value));
            assertTrue(
                    failure.getMessage()
                            .startsWith("the arguments of Anything.apply can't be rebuilt by their owner: "),
                    failure.getMessage());
        } finally {
            Refusing.refuses = false;
        }
        assertEquals(value, echo.apply(value));
    }

    // --- what all objects have

    @Test
    void proxiesOfOneObjectAreEqualWhereverTheyAre() throws Exception {
        Calculator here = server.share(Calculator.class, new Plain());
        Calculator there = Elsewhere.of(Calculator.class, here);
        Calculator other = elsewhere(Calculator.class, new Plain());
        assertEquals(here, there);
        assertEquals(there, here);
        assertEquals(here.hashCode(), there.hashCode());
        assertNotEquals(there, other);
        assertNotEquals(there, "something else");
        assertFalse(there.equals(null));
        assertEquals("Calculator 1 of process " + ProcessHandle.current().pid(), there.toString());
        assertEquals(here.toString(), there.toString());
    }

    @Test
    void theyWorkWhenTheOwnerIsGone() throws Exception {
        Calculator there = elsewhere(Calculator.class, new Plain());
        assertEquals(3, there.add(1, 2));
        Bounded.run(server::close);
        assertEquals(there, there);
        assertTrue(there.toString().startsWith("Calculator 1 of process "));
    }

    // --- what can't be shared

    @Test
    void onlyInterfacesCanBeShared() {
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> server.share(String.class, "text"));
        assertTrue(failure.getMessage().startsWith("java.lang.String is not an interface"), failure.getMessage());
        assertThrows(NullPointerException.class, () -> server.share(null, "text"));
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"})
    void onlyWhatImplementsIt() {
        IllegalArgumentException failure = assertThrows(
                IllegalArgumentException.class, () -> server.share((Class) Calculator.class, (Object) "text"));
        assertEquals("a java.lang.String is not a " + Calculator.class.getName(), failure.getMessage());
        assertThrows(NullPointerException.class, () -> server.share(Calculator.class, null));
    }

    sealed interface Closed permits OnlyOne {}

    static final class OnlyOne implements Closed {}

    @Test
    void aSealedInterfaceIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> server.share(Closed.class, new OnlyOne()));
    }

    @Test
    void anInterfaceOfAnotherVersionIsNotCalled() throws Exception {
        Reference right = Stub.of(server.share(Calculator.class, new Plain())).reference();
        Reference wrong =
                new Reference(right.server(), right.path(), right.key(), right.pid(), right.object(), right.type(), 1);
        Calculator there = Stub.proxy(Calculator.class, new Stub(wrong));
        IllegalStateException failure = assertThrows(IllegalStateException.class, () -> there.add(1, 2));
        assertTrue(failure.getMessage().contains("another version of " + Calculator.class.getName()));
    }
}
