package dev.cordage.internal.managed;

import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.pipe.End;
import dev.cordage.internal.pipe.Porter;
import java.io.IOException;
import java.lang.reflect.InaccessibleObjectException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Has the objects that a fabric shares, and answers the calls of other processes. It listens from when the first of its
 * objects is handed out until it is closed. Thread-safe.
 */
public final class ObjectServer implements AutoCloseable {
    /*
     *   QUIET --a proxy is serialised--> LISTENING --close--> CLOSED ##
     *     '-------------------close----------------------------^
     *
     * Quiet: neither folder nor socket. Which it is shows in porter and closed.
     */

    /** Is told that one who has called an object has gone: after its calls have ended. */
    @FunctionalInterface
    public interface Farewell {
        /** May block, and throw. */
        void gone(Object implementation, Guest guest);
    }

    static final long PID = ProcessHandle.current().pid();

    /** How long close waits for calls that were interrupted. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private static final Map<String, ObjectServer> HERE = new ConcurrentHashMap<>();
    private static final AtomicLong GUESTS = new AtomicLong();

    private final String id = HexFormat.of().formatHex(Porter.newKey());
    private final byte[] key = Porter.newKey();
    private final Farewell farewell;

    /** By number. Grows under this. */
    private final Map<Integer, SharedObject> objects = new ConcurrentHashMap<>();

    private final Map<String, ConcurrentMap<?, ?>> dicts = new ConcurrentHashMap<>();
    /** Of those that are connected. */
    final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    // @GuardedBy("this")
    private @Nullable PrivateFolder folder;

    // @GuardedBy("this")
    private @Nullable Porter porter;

    /** Written under this, once. */
    private volatile boolean closed;

    /** One that shares nothing yet. */
    public ObjectServer(Farewell farewell) {
        this.farewell = Objects.requireNonNull(farewell);
    }

    static @Nullable ObjectServer find(String id) {
        return HERE.get(id);
    }

    String id() {
        return id;
    }

    @Nullable SharedObject object(int number) {
        return objects.get(number);
    }

    /**
     * Shares an object.
     *
     * @param type the interface by which it can be called
     * @param implementation what is called
     * @return what calls it, in any process it is serialised to
     * @throws IllegalArgumentException if the type is not an interface, or one that can't be called from here
     * @throws ClassCastException if the object doesn't implement it
     * @throws IllegalStateException if this is closed
     */
    public <T> T share(Class<T> type, T implementation) {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(implementation, "implementation");
        if (!type.isInterface() || type.isAnnotation()) {
            throw new IllegalArgumentException(
                    type.getName() + " is not an interface, which a shared object is called by");
        }
        if (!type.isInstance(implementation)) {
            throw new IllegalArgumentException(
                    "a " + implementation.getClass().getName() + " is not a " + type.getName());
        }
        try {
            for (Contract.Operation operation : Contract.of(type).operations()) {
                operation.method().setAccessible(true);
            }
        } catch (InaccessibleObjectException e) {
            throw new IllegalArgumentException(
                    "the interface " + type.getName()
                            + " can't be called: make it public and export its package, or open that to dev.cordage",
                    e);
        }
        SharedObject object;
        synchronized (this) {
            if (closed) {
                throw new IllegalStateException("a " + type.getSimpleName() + " can't be shared: the fabric is closed");
            }
            object = new SharedObject(this, objects.size() + 1, type, implementation);
            T proxy = Stub.proxy(type, new Stub(object)); // may refuse the type
            objects.put(object.number(), object);
            boolean _ = HERE.putIfAbsent(id, this) == null;
            return proxy;
        }
    }

    /** A new map. */
    public <K, V> ConcurrentMap<K, V> dict() {
        return new SharedDict<>(share(Table.class, new LocalTable()));
    }

    /** The map of that name, which is new the first time. */
    @SuppressWarnings("unchecked") // what the map is to hold is for the program to agree upon
    public <K, V> ConcurrentMap<K, V> dict(String name) {
        return (ConcurrentMap<K, V>) dicts.computeIfAbsent(name, _ -> dict());
    }

    /** What another process needs to call an object. Listens from now on. */
    synchronized Reference reference(int number, String type, int fingerprint) throws IOException {
        if (closed) {
            throw new IOException("its fabric is closed");
        }
        Porter listening = porter;
        if (listening == null) {
            PrivateFolder place = PrivateFolder.create();
            try {
                listening = Porter.open(place.path().resolve("objects"), key, this::welcome);
            } catch (IOException | RuntimeException e) {
                place.close();
                throw e;
            }
            folder = place;
            porter = listening;
        }
        return new Reference(id, listening.path().toString(), key, PID, number, type, fingerprint);
    }

    private void welcome(End end) {
        Session session = new Session(this, end, GUESTS.incrementAndGet());
        sessions.add(session);
        session.begin();
        if (closed) {
            session.close();
        }
    }

    void gone(Session session) {
        sessions.remove(session);
    }

    void sayFarewell(SharedObject object, Guest guest) {
        farewell.gone(object.implementation(), guest);
    }

    void checkOpen(SharedObject object) {
        if (closed) {
            throw new IllegalStateException(object + " can't be called: its fabric is closed");
        }
    }

    /**
     * Ends all connections: who waits for an answer gets none, and calls that run are interrupted. Waits for those, for
     * some seconds at most, and not in an interrupted thread, such as that of one of these calls. Idempotent.
     */
    @Override
    public void close() {
        PrivateFolder place;
        Porter listening;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            place = folder;
            listening = porter;
        }
        boolean _ = HERE.remove(id, this);
        if (listening != null) {
            listening.close();
        }
        List<Session> left = new ArrayList<>(sessions);
        left.forEach(Session::close);
        if (place != null) {
            place.close();
        }
        long deadline = System.nanoTime() + PATIENCE;
        try {
            for (Session session : left) {
                if (!session.awaitGone(deadline - System.nanoTime())) {
                    return;
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
