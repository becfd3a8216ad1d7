package dev.cordage.internal.pipe;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A Unix-domain socket that others connect to. */
final class Door implements Loop.Handler {
    /** The longest path for {@code java.nio} where {@code sun_path} has 108 bytes (Linux), and where it has 104. */
    private static final int LONGEST = System.getProperty("os.name", "").startsWith("Linux") ? 106 : 102;

    private static final int SOCKET = 0140000;
    private static final int KIND = 0170000;
    private static final int BACKLOG = 128;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(50);

    private final Path path;
    private final @Nullable Object file;
    private final ServerSocketChannel channel;
    private final Doorkeeper doorkeeper;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Set by registering, at the latest by the first call of the loop. */
    private volatile @Nullable SelectionKey key;

    private Door(Path path, @Nullable Object file, ServerSocketChannel channel, Doorkeeper doorkeeper) {
        this.path = path;
        this.file = file;
        this.channel = channel;
        this.doorkeeper = doorkeeper;
    }

    /** Listens there. A socket file that nobody listens on is replaced. */
    static Door open(Path path, Doorkeeper doorkeeper) throws IOException {
        checkLength(path);
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        Door door = null;
        try {
            bind(channel, path);
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                var _ = Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-------"));
            }
            var _ = channel.configureBlocking(false);
            door = new Door(path, identity(path), channel, doorkeeper);
            door.key = Loop.register(channel, SelectionKey.OP_ACCEPT, door);
            return door;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static void checkLength(Path path) throws IOException {
        String name = path.toString();
        int length = name.getBytes(Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"))).length;
        if (length > LONGEST) {
            throw new IOException(
                    "the path of a socket may have " + LONGEST + " bytes, and this has " + length + ": " + name);
        }
    }

    private static void bind(ServerSocketChannel channel, Path path) throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        try {
            var _ = channel.bind(address, BACKLOG);
        } catch (BindException e) {
            if (!isSocket(path)) {
                throw new IOException("there is a file that is not a socket: " + path, e);
            }
            if (isListenedOn(address)) {
                throw new IOException("somebody listens there already: " + path, e);
            }
            Files.deleteIfExists(path);
            var _ = channel.bind(address, BACKLOG);
        } catch (SocketException e) {
            throw new IOException("can't listen at " + path + ": " + e.getMessage(), e);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(path, "unix:mode", LinkOption.NOFOLLOW_LINKS) & KIND) == SOCKET;
    }

    private static boolean isListenedOn(UnixDomainSocketAddress address) throws IOException {
        try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            var _ = probe.configureBlocking(false);
            boolean _ = probe.connect(address);
            return true;
        } catch (ConnectException _) {
            return false; // refused, as nobody listens
        } catch (SocketException _) {
            return Files.exists(address.getPath(), LinkOption.NOFOLLOW_LINKS); // too many want to connect
        }
    }

    private static @Nullable Object identity(Path path) throws IOException {
        return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .fileKey();
    }

    /**
     * Connects to a door, without being closed by an interrupt.
     *
     * @return a non-blocking channel
     */
    static SocketChannel knock(Path path) throws IOException {
        checkLength(path);
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        long deadline = System.nanoTime() + Wire.PATIENCE;
        for (; ; ) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                var _ = channel.configureBlocking(false);
                if (channel.connect(address)) {
                    return channel;
                }
                channel.close();
            } catch (ConnectException e) {
                channel.close();
                throw new IOException("nobody listens at " + path, e);
            } catch (SocketException e) {
                channel.close();
                if (!Files.exists(path)) {
                    throw new IOException("nobody listens at " + path + ", which doesn't exist", e);
                }
                // The kernel says "try again" for as long as too many wait to be accepted, and tells nobody when that
                // is
                // over. So this waits a little.
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("can't connect to " + path + ": " + e.getMessage(), e);
                }
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
            LockSupport.parkNanos(PAUSE / 10);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void ready(SelectionKey key, Loop loop) throws IOException {
        this.key = key;
        SocketChannel caller;
        try {
            caller = channel.accept();
        } catch (IOException _) {
            pause(key); // most likely there are no descriptors left; the caller stays in the queue of the kernel
            return;
        }
        if (caller == null) {
            return;
        }
        try {
            var _ = caller.configureBlocking(false);
            Wire _ = Wire.over(caller, new Challenge(doorkeeper));
        } catch (IOException | RuntimeException e) {
            caller.close();
            doorkeeper.refused(new KeyRefusedException("one who wanted to connect was sent away: " + e.getMessage()));
        }
    }

    private static void pause(SelectionKey key) {
        int _ = key.interestOpsAnd(~SelectionKey.OP_ACCEPT);
        Loop.after(PAUSE, () -> {
            if (key.isValid()) {
                int _ = key.interestOpsOr(SelectionKey.OP_ACCEPT);
            }
        });
    }

    @Override
    public void failed(Exception failure) {
        doorkeeper.refused(new KeyRefusedException("listening at " + path + " has failed: " + failure));
    }

    /** Listens no more, and removes the file unless somebody else has put another there. Idempotent. */
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        try {
            if (file != null && file.equals(identity(path))) {
                Files.deleteIfExists(path);
            }
        } catch (IOException _) {
            // It is gone already, or the folder is.
        }
        try {
            channel.close();
        } catch (IOException _) {
            // It is of no use any more, in whatever state it is.
        }
        SelectionKey registered = key;
        if (registered != null) {
            Loop.leave(registered);
        }
    }
}
