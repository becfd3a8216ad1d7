package dev.cordage.internal.pipe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Waits at a door for those who connect by path, and hands on at once whoever has proven to know the key. */
public final class Porter implements Doorkeeper {
    private final byte[] key;
    private final Path path;
    private final Consumer<? super End> host;

    /** Set before it is handed out. */
    private @Nullable Door door;

    /** Used by the loop alone. */
    private long count;

    private Porter(Path path, byte[] key, Consumer<? super End> host) {
        this.path = path;
        this.key = key;
        this.host = host;
    }

    /**
     * Begins to listen.
     *
     * @param host is given our ends of the connections, in the thread that reads all sockets, and so must not block
     */
    public static Porter open(Path path, byte[] key, Consumer<? super End> host) throws IOException {
        Porter porter = new Porter(path, key.clone(), host);
        porter.door = Door.open(path, porter);
        return porter;
    }

    /** A new key, as good as random. */
    public static byte[] newKey() {
        return Proof.random(Proof.SIZE);
    }

    /** Where it listens. */
    public Path path() {
        return path;
    }

    @Override
    public byte @Nullable [] key(long purpose) {
        return purpose == 0 ? key : null;
    }

    @Override
    public @Nullable String admit(Wire wire, long purpose) {
        return null;
    }

    @Override
    public void admitted(Wire wire, long purpose) {
        host.accept(End.accepted(path + "/guest-" + ++count, wire));
    }

    @Override
    public void refused(KeyRefusedException why) {
        // Whoever it was has been told; nobody here waits for it.
    }

    /** Listens no more. The connections stay. Idempotent. */
    public void close() {
        if (door != null) {
            door.close();
        }
    }
}
