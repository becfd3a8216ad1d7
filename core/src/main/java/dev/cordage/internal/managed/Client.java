package dev.cordage.internal.managed;

import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.Parcel;
import dev.cordage.internal.waiting.WaitLine;
import dev.cordage.internal.waiting.Waiter;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Calls the objects of one owner in another process, over one connection for all threads of this. */
final class Client implements Connection.Receiver {
    /*
     *   NEW --first call--> CONNECTED --the owner closes or dies--> LOST ##
     *    '------------------no connection---------------------------^
     *
     * One that is lost is no longer in ALL; who calls next tries again with a new one, and soon learns the same.
     *
     * A thread that calls enters the line, sends, and waits to be let go, which the thread that brings the answer does. An
     * interrupt is passed on to the owner, and then it waits on, for the call may have done what can't be undone: taken an
     * item, say, which is the result then. Methods that throw InterruptedException mostly do so at once, and if not, it
     * gives up after a second. Others can't say that they were interrupted, so it waits for those, and keeps the flag.
     */

    private static final long GRACE = TimeUnit.SECONDS.toNanos(1);

    /** By the paths of their owners' sockets. */
    private static final Map<String, Client> ALL = new ConcurrentHashMap<>();

    private final Reference owner;
    private final WaitLine line;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, Call> calls = new ConcurrentHashMap<>();

    /** Held while connecting, which takes some seconds at most. */
    private final ReentrantLock guard = new ReentrantLock();

    /** Written under the guard, once. */
    private volatile @Nullable Connection connection;

    /** Why there is no connection any more. Written once, before the calls are let go. */
    private volatile @Nullable String lost;

    private Client(Reference owner) {
        this.owner = owner;
        this.line = WaitLine.of("objects of process " + owner.pid());
    }

    /**
     * Calls, and throws what the call throws.
     *
     * @throws IllegalStateException if the owner is gone
     * @throws IllegalArgumentException if an argument can't be sent
     */
    static @Nullable Object call(
            Reference object, Contract.Operation operation, @Nullable Object @Nullable [] arguments) throws Throwable {
        Client client = ALL.computeIfAbsent(object.path(), _ -> new Client(object));
        boolean interrupted = false;
        Call call = client.new Call(operation, client.numbers.incrementAndGet());
        try {
            interrupted = call.make(object, arguments);
            Parcel answer = call.answer;
            if (answer == null) {
                throw client.gone(object);
            }
            if (!call.failed) {
                return unpack(answer, operation);
            }
            Throwable failure = failure(answer, operation);
            interrupted &= !(failure instanceof InterruptedException); // says it in place of the flag
            throw failure;
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** One call that waits for its answer. */
    private final class Call {
        private final Contract.Operation operation;
        private final long number;

        /** In the line; another one after an interrupt. Written by the thread that calls. */
        private volatile @Nullable Waiter place;

        /** Set once, before the thread is let go. */
        private volatile @Nullable Parcel answer;

        /** Whether that is a failure. Set before it. */
        private boolean failed;

        Call(Contract.Operation operation, long number) {
            this.operation = operation;
            this.number = number;
        }

        /**
         * Sends the call and waits for the answer, or until it is known that none comes.
         *
         * @return whether the thread was interrupted meanwhile; the flag is clear then
         */
        boolean make(Reference object, @Nullable Object @Nullable [] arguments) throws InterruptedException {
            boolean interrupted = false;
            Connection to = connection(object, operation);
            Parcel parcel = pack(to, object, arguments);
            place = line.enter(operation.name());
            calls.put(number, this);
            try {
                if (lost != null) {
                    return false; // nobody would let it go
                }
                if (operation.interruptible()) {
                    to.send(parcel);
                } else if (to.sendUninterruptibly(parcel)) {
                    interrupted = true;
                    passOn(to);
                }
                return await(to) || interrupted;
            } catch (IOException e) {
                lose(String.valueOf(e.getMessage()));
                return interrupted;
            } finally {
                calls.remove(number);
                boolean _ = line.leave(place());
            }
        }

        private Parcel pack(Connection to, Reference object, @Nullable Object @Nullable [] arguments) {
            try {
                return to.pack(
                        new Message(Message.CALL, number, object.object(), operation.index()).bytes(), arguments);
            } catch (ClosedChannelException _) {
                throw gone(object);
            } catch (IOException e) {
                throw refusal(to, arguments == null ? new Object[0] : arguments, e);
            }
        }

        /** Looks for the argument that is to blame. */
        private IllegalArgumentException refusal(Connection to, @Nullable Object[] arguments, IOException failure) {
            for (int i = 0; i < arguments.length; i++) {
                try {
                    Parcel _ = to.pack(new byte[0], arguments[i]);
                } catch (IOException e) {
                    return new IllegalArgumentException(
                            operation.parameter(i) + " of " + operation.name() + " can't be sent: " + e.getMessage(),
                            e);
                }
            }
            return new IllegalArgumentException(
                    "the arguments of " + operation.name() + " can't be sent: " + failure.getMessage(), failure);
        }

        private Waiter place() {
            return Objects.requireNonNull(place);
        }

        private boolean await(Connection to) throws InterruptedException {
            boolean interrupted = false;
            long limit = Long.MAX_VALUE;
            for (; ; ) {
                boolean over;
                try {
                    over = !line.awaitRelease(place(), limit);
                } catch (InterruptedException _) {
                    interrupted = true;
                    place = line.enter(operation.name());
                    if (answer != null || lost != null) {
                        return true; // it came when this was not in the line
                    }
                    passOn(to);
                    if (operation.interruptible()) {
                        limit = GRACE;
                    }
                    continue;
                }
                if (over) {
                    throw new InterruptedException(
                            operation.name() + " has not ended within a second after it was interrupted");
                }
                return interrupted;
            }
        }

        private void passOn(Connection to) {
            try {
                boolean _ = to.sendUninterruptibly(Parcel.bytes(Message.head(Message.INTERRUPT, number)));
            } catch (IOException e) {
                lose(String.valueOf(e.getMessage()));
            }
        }

        void answered(Parcel parcel, boolean isFailure) {
            failed = isFailure;
            answer = parcel;
            letGo();
        }

        void letGo() {
            boolean _ = line.release(place());
        }
    }

    // --- the connection

    private Connection connection(Reference object, Contract.Operation operation) throws InterruptedException {
        Connection known = connection;
        if (known != null) {
            return known;
        }
        boolean interrupted = false;
        guard.lock();
        try {
            while (connection == null) {
                if (lost != null) {
                    throw gone(object);
                }
                try {
                    connection = connect();
                } catch (IOException e) {
                    lose(String.valueOf(e.getMessage()));
                } catch (InterruptedException e) {
                    if (operation.interruptible()) {
                        throw e;
                    }
                    interrupted = true;
                }
            }
            return Objects.requireNonNull(connection);
        } finally {
            guard.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private Connection connect() throws IOException, InterruptedException {
        Connection made = Connection.over(End.connect(Path.of(owner.path()), owner.key()), this);
        made.begin();
        if (made.sendUninterruptibly(Parcel.bytes(Message.head(Message.HELLO, ObjectServer.PID)))) {
            Thread.currentThread().interrupt();
        }
        return made;
    }

    private void lose(String why) {
        Connection made = connection;
        if (made != null) {
            made.close(why); // which calls ended, below
        } else {
            ended(why);
        }
    }

    @Override
    public void received(Message message, Parcel parcel) throws IOException {
        if (message.kind() != Message.VALUE && message.kind() != Message.FAILURE) {
            throw new IOException("a message of kind " + message.kind() + " from an owner");
        }
        Call call = calls.get(message.call());
        if (call != null) { // else it has given up
            call.answered(parcel, message.kind() == Message.FAILURE);
        }
    }

    @Override
    public void ended(String why) {
        boolean _ = ALL.remove(owner.path(), this);
        lost = why;
        calls.values().forEach(Call::letGo);
    }

    private IllegalStateException gone(Reference object) {
        return new IllegalStateException(
                object + " can't be called: its owner was closed or its process has ended (" + lost + ")");
    }

    // --- answers

    private static @Nullable Object unpack(Parcel answer, Contract.Operation operation) {
        try {
            return Objects.requireNonNull(answer.dictionary()).unpack(answer, Message.SIZE);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the result of " + operation.name() + " can't be rebuilt here: " + e.getMessage(), e);
        }
    }

    /** What the call threw: its stack trace goes on with that of this thread, as in a call within one process. */
    private static Throwable failure(Parcel answer, Contract.Operation operation) {
        Throwable failure;
        try {
            failure = Objects.requireNonNull(answer.dictionary()).unpackFailure(answer, Message.SIZE);
        } catch (IOException e) {
            return new IllegalStateException(
                    "what " + operation.name() + " has thrown can't be rebuilt here: " + e.getMessage(), e);
        }
        failure.setStackTrace(Traces.joined(failure.getStackTrace(), new Throwable().getStackTrace()));
        return failure;
    }
}
