package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.task.RemoteFailureException;
import dev.cordage.task.SubmitSite;
import dev.cordage.task.TaskFuture;
import dev.cordage.task.TaskOptions;
import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.io.Serializable;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What cannot be copied to a worker or back is an error of that task alone, whatever its own code does. */
class ProcessPoolSerialisationTest extends ProcessPoolFixture {
    private ProcessPool pool;
    private long worker;

    @BeforeEach
    void openPool() throws Exception {
        pool = open(1);
        worker = pidOf(pool);
    }

    @AfterEach
    void theWorkerIsTheSame() throws Exception {
        assertEquals(worker, pidOf(pool), "nothing here is a reason to end a worker");
    }

    private static final class Engine {
        int cylinders = 4;
    }

    private record Car(Engine engine) implements Serializable {}

    private static Object anEngine() {
        return new Engine();
    }

    /** Fails where it is told to: {@code write} and {@code read}, in the first JVM or in a worker. */
    private static final class Stubborn implements Serializable {
        @Serial
        private static final long serialVersionUID = 1L;

        final boolean write;
        final boolean inWorker;

        Stubborn(boolean write, boolean inWorker) {
            this.write = write;
            this.inWorker = inWorker;
        }

        private void refuse(boolean writes) {
            if (write == writes && inWorker == WorkerProcess.current().isPresent()) {
                throw new IllegalStateException(writes ? "does not want to be written" : "does not want to be read");
            }
        }

        @Serial
        private void writeObject(ObjectOutputStream out) throws IOException {
            refuse(true);
            out.defaultWriteObject();
        }

        @Serial
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            refuse(false);
        }
    }

    // ---- on the way in
    // -----------------------------------------------------------------------------------------------------

    @Test
    void whatATaskCannotTakeAlongIsRefusedAtSubmitWithThePathToIt() throws Exception {
        Car car = new Car(new Engine());
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> pool.submit(TaskOptions.named("drive"), () -> car.engine().cylinders));
        assertContains("drive", refused.getMessage());
        assertContains(Engine.class.getName(), refused.getMessage());
        assertContains("engine", refused.getMessage());
        assertInstanceOf(NotSerializableException.class, refused.getCause());
    }

    @Test
    void aFailureInWriteObjectIsThrownBySubmit() throws Exception {
        Stubborn stubborn = new Stubborn(true, false);
        Exception refused = assertThrows(Exception.class, () -> pool.submit(() -> stubborn.write));
        assertInstanceOf(IllegalArgumentException.class, refused);
        assertContains("does not want to be written", String.valueOf(refused));
    }

    @Test
    void aFailureInReadObjectInTheWorkerFailsTheTask() throws Exception {
        Stubborn stubborn = new Stubborn(false, true);
        Throwable failure = Bounded.failureOf(pool.submit(() -> stubborn.write));
        assertInstanceOf(InvalidObjectException.class, failure);
        assertContains("does not want to be read", failure.getMessage());
        assertContains("rebuilt", failure.getMessage());
    }

    @Test
    void aGraphThatIsTooDeepIsRefused() throws Exception {
        Object[] deep = new Object[1];
        for (int i = 0; i < 200_000; i++) {
            deep = new Object[] {deep};
        }
        Object[] deepest = deep;
        Throwable refused = assertThrows(Throwable.class, () -> pool.submit(() -> deepest.length));
        assertInstanceOf(IllegalArgumentException.class, refused);
    }

    // ---- on the way back
    // -----------------------------------------------------------------------------------------------------

    @Test
    void aResultThatCannotBeSentFailsItsTaskNamingTheClass() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submit(() -> anEngine()));
        assertInstanceOf(NotSerializableException.class, failure);
        assertContains(Engine.class.getName(), failure.getMessage());
        Throwable nested = Bounded.failureOf(pool.submit(() -> new Car(new Engine())));
        assertInstanceOf(NotSerializableException.class, nested);
        assertContains("engine", nested.getMessage());
    }

    @Test
    void aFailureInWriteObjectInTheWorkerFailsTheTask() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submit(() -> new Stubborn(true, true)));
        assertContains("does not want to be written", String.valueOf(failure));
    }

    @Test
    void aFailureInReadObjectInTheParentFailsTheTask() throws Exception {
        TaskFuture<Stubborn> future = pool.submit(TaskOptions.named("stubborn"), () -> new Stubborn(false, false));
        Throwable failure = Bounded.failureOf(future);
        assertInstanceOf(InvalidObjectException.class, failure);
        assertContains("does not want to be read", failure.getMessage());
        assertContains("stubborn", failure.getMessage());
    }

    @Test
    void aResultThatIsTooDeepFailsItsTask() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submit(() -> {
            Object[] deep = new Object[1];
            for (int i = 0; i < 200_000; i++) {
                deep = new Object[] {deep};
            }
            return deep;
        }));
        assertNotNull(failure);
    }

    // ---- classes that the parent lacks
    // -----------------------------------------------------------------------------------------

    /** Defines a serialisable class, made up here and now, in a loader that only this JVM has. */
    private static Class<?> madeUp(String name, Class<?> parent) throws Exception {
        byte[] bytes = ClassFile.of().build(ClassDesc.of(name), type -> {
            ClassDesc superclass = ClassDesc.of(parent.getName());
            type.withFlags(ClassFile.ACC_PUBLIC)
                    .withSuperclass(superclass)
                    .withInterfaceSymbols(ClassDesc.of("java.io.Serializable"))
                    .withMethodBody(
                            ConstantDescs.INIT_NAME,
                            MethodTypeDesc.of(ConstantDescs.CD_void),
                            ClassFile.ACC_PUBLIC,
                            code -> code.aload(0)
                                    .invokespecial(
                                            superclass,
                                            ConstantDescs.INIT_NAME,
                                            MethodTypeDesc.of(ConstantDescs.CD_void))
                                    .return_());
        });
        return new ClassLoader(ProcessPoolSerialisationTest.class.getClassLoader()) {
            Class<?> define() {
                return defineClass(name, bytes, 0, bytes.length);
            }
        }.define();
    }

    @Test
    void aResultWhoseClassTheParentLacksFailsItsTaskNamingTheClass() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submit(
                () -> madeUp("made.up.Result", Object.class).getConstructor().newInstance()));
        assertInstanceOf(IOException.class, failure);
        assertContains("made.up.Result", failure.getMessage());
        assertEquals(1, Bounded.get(pool.submit(() -> 1)));
    }

    @Test
    void aFailureWhoseClassTheParentLacksComesAsASurrogate() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submitChecked(() -> {
            Exception made = (Exception)
                    madeUp("made.up.Failure", Exception.class).getConstructor().newInstance();
            made.initCause(new IOException("the cause"));
            throw made;
        }));
        RemoteFailureException surrogate = assertInstanceOf(RemoteFailureException.class, failure);
        assertEquals("made.up.Failure", surrogate.className());
        assertInstanceOf(IOException.class, surrogate.getCause());
        assertEquals("the cause", surrogate.getCause().getMessage());
    }

    // ---- failures
    // ------------------------------------------------------------------------------------------------------------

    private static final class EngineFailure extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // the point of it
        final Engine engine = new Engine();

        EngineFailure(String message) {
            super(message);
        }
    }

    private static void stall() throws EngineFailure {
        throw new EngineFailure("stalled");
    }

    @Test
    void aFailureWithAFieldThatCannotBeSentKeepsItsNameMessageAndStack() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submitChecked(() -> stall()));
        if (failure instanceof RemoteFailureException surrogate) {
            assertEquals(EngineFailure.class.getName(), surrogate.className());
            assertEquals("stalled", surrogate.originalMessage());
        } else {
            assertInstanceOf(EngineFailure.class, failure);
            assertEquals("stalled", failure.getMessage());
        }
        assertTrue(
                Arrays.stream(failure.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("stall")),
                () -> Arrays.toString(failure.getStackTrace()));
    }

    @Test
    void aFailureKeepsItsCausesWhatItSuppressedAndWhereItWasSubmitted() throws Exception {
        TaskFuture<?> future = pool.submitChecked(TaskOptions.named("mixed"), () -> {
            IllegalArgumentException failure =
                    new IllegalArgumentException("outer", new IOException("inner", new EngineFailure("innermost")));
            failure.addSuppressed(new IllegalStateException("beside"));
            throw failure;
        });
        Throwable failure = Bounded.failureOf(future);
        assertInstanceOf(IllegalArgumentException.class, failure);
        assertEquals("outer", failure.getMessage());
        assertInstanceOf(IOException.class, failure.getCause());
        assertContains("innermost", failure.getCause().getCause().getMessage());
        assertEquals("beside", failure.getSuppressed()[0].getMessage());
        SubmitSite site = future.submitSite().orElseThrow();
        assertTrue(Arrays.asList(failure.getSuppressed()).contains(site));
        assertTrue(Arrays.stream(site.getStackTrace())
                .anyMatch(frame ->
                        frame.getMethodName().equals("aFailureKeepsItsCausesWhatItSuppressedAndWhereItWasSubmitted")));
    }

    @Test
    void aFailureThatIsItsOwnCausesCauseArrives() throws Exception {
        Throwable failure = Bounded.failureOf(pool.submitChecked(() -> {
            Exception outer = new IOException("outer");
            Exception inner = new IOException("inner", outer);
            outer.initCause(inner);
            throw outer;
        }));
        assertEquals("outer", failure.getMessage());
    }
}
