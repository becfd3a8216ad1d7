package dev.cordage.internal.managed;

import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.Parcel;
import dev.cordage.internal.threads.Uncaught;
import java.io.IOException;
import java.io.NotSerializableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Answers the calls of one other process. */
final class Session implements Connection.Receiver {
    /*
     *   NEW --HELLO--> OPEN --the connection ends--> ENDING --the last call ends--> GONE ##
     *    '-----------------------the connection ends---------^
     *
     * New: guest is null. Ending: ended is true, the calls that run have been interrupted. Gone: those objects that were
     * called know that the guest has gone. They are told after its last call has ended, so that nothing is given to it
     * afterwards.
     */

    private final ObjectServer server;
    private final Connection connection;
    private final long number;
    private final CountDownLatch gone = new CountDownLatch(1);

    /** Set by the first message, before there are threads that read it. */
    private @Nullable Guest guest;

    /** What it has called. */
    private final Set<SharedObject> called = ConcurrentHashMap.newKeySet();

    /** The threads of calls, until they have an answer. */
    // @GuardedBy("itself")
    private final Map<Long, Thread> running = new HashMap<>();

    /** Calls whose threads have not ended. */
    // @GuardedBy("running")
    private int active;

    // @GuardedBy("running")
    private boolean ended;

    Session(ObjectServer server, End end, long number) {
        this.server = server;
        this.number = number;
        this.connection = Connection.over(end, this);
    }

    void begin() {
        connection.begin();
    }

    void close() {
        connection.close("the owner was closed");
    }

    /** Waits until all has ended, for so long at most. */
    boolean awaitGone(long nanos) throws InterruptedException {
        return gone.await(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void received(Message message, Parcel parcel) throws IOException {
        if ((message.kind() == Message.HELLO) != (guest == null)) {
            throw new IOException("HELLO comes first, and once");
        }
        switch (message.kind()) {
            case Message.HELLO -> guest = new Guest(message.call(), number);
            case Message.CALL -> answer(message, parcel);
            case Message.INTERRUPT -> interrupt(message.call());
            default -> throw new IOException("a message of kind " + message.kind() + " from a client");
        }
    }

    private void interrupt(long call) {
        synchronized (running) { // so that the thread has not gone over to anything else
            Thread thread = running.get(call);
            if (thread != null) {
                thread.interrupt();
            }
        }
    }

    private void answer(Message message, Parcel parcel) throws IOException {
        SharedObject object = server.object(message.object());
        Contract.Operation operation = object == null ? null : object.contract().operation(message.method());
        Thread thread = Thread.ofVirtual()
                .name(operation == null ? "call" : operation.name())
                .inheritInheritableThreadLocals(false)
                .unstarted(() -> run(message, object, operation, parcel));
        if (object != null) {
            thread.setContextClassLoader(object.loader());
        }
        synchronized (running) {
            if (ended) {
                return;
            }
            if (running.putIfAbsent(message.call(), thread) != null) {
                throw new IOException("call " + message.call() + " a second time");
            }
            active++;
        }
        try {
            thread.start();
        } catch (Error e) { // no memory for it: the caller hears that the connection has ended
            forget(message.call());
            throw e;
        }
    }

    private void run(
            Message message, @Nullable SharedObject object, Contract.@Nullable Operation operation, Parcel parcel) {
        try {
            Parcel answer = outcome(message, object, operation, parcel);
            synchronized (running) {
                running.remove(message.call());
            }
            boolean _ = Thread.interrupted(); // what came too late for the call is not meant for its answer
            boolean _ = connection.sendUninterruptibly(answer);
        } catch (IOException _) {
            // The caller has gone, so nobody is left to tell.
        } catch (Throwable failure) {
            Uncaught.report(failure);
        } finally {
            forget(message.call());
        }
    }

    private void forget(long call) {
        boolean last;
        synchronized (running) {
            running.remove(call);
            active--;
            last = ended && active == 0;
        }
        if (last) {
            leave();
        }
    }

    private Parcel outcome(
            Message message, @Nullable SharedObject object, Contract.@Nullable Operation operation, Parcel parcel)
            throws IOException {
        byte[] failed = Message.head(Message.FAILURE, message.call());
        try {
            if (object == null || operation == null) {
                throw new IllegalStateException(
                        "there is no method " + message.method() + " of an object " + message.object());
            }
            @Nullable Object @Nullable [] arguments = arguments(operation, parcel);
            called.add(object);
            Object result = Objects.requireNonNull(guest).answer(() -> object.invoke(operation, arguments));
            return value(message, operation, result);
        } catch (Throwable failure) {
            return connection.packFailure(failed, failure);
        }
    }

    private static @Nullable Object @Nullable [] arguments(Contract.Operation operation, Parcel parcel) {
        try {
            return (Object[]) Objects.requireNonNull(parcel.dictionary()).unpack(parcel, Message.SIZE);
        } catch (IOException | ClassCastException e) {
            throw new IllegalArgumentException(
                    "the arguments of " + operation.name() + " can't be rebuilt by their owner: " + e.getMessage(), e);
        }
    }

    private Parcel value(Message message, Contract.Operation operation, @Nullable Object result) throws IOException {
        try {
            return connection.pack(Message.head(Message.VALUE, message.call()), result);
        } catch (NotSerializableException e) {
            throw new IllegalStateException(
                    "the result of " + operation.name() + " can't be sent back: " + e.getMessage(), e);
        }
    }

    @Override
    public void ended(String why) {
        boolean last;
        synchronized (running) {
            ended = true;
            running.values().forEach(Thread::interrupt);
            last = active == 0;
        }
        if (last) {
            Thread _ = Thread.ofVirtual().inheritInheritableThreadLocals(false).start(this::leave);
        }
    }

    private void leave() {
        Guest who = guest;
        List<SharedObject> all = new ArrayList<>(called);
        for (SharedObject object : all) {
            try {
                server.sayFarewell(object, Objects.requireNonNull(who));
            } catch (Throwable failure) {
                Uncaught.report(failure);
            }
        }
        server.gone(this);
        gone.countDown();
    }
}
