package dev.cordage.internal.shared;

import static dev.cordage.internal.shared.Layout.BELL;
import static dev.cordage.internal.shared.Layout.HALF;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * A bell that is a socket: who rings sends a byte, unless one is under way already, which a word in the lease's entry says.
 * Connections are kept, one for each pair of processes.
 */
final class SocketBell implements Bell {
    private static final int BACKLOG = 1024;

    private final Region region;
    private final Path path;
    /** How long to do without the callers that can't be heard; nanoseconds. */
    private static final long NAP = 10_000_000;

    private final Selector selector;
    private final ServerSocketChannel server;

    /** Connections to others' bells, by lease. */
    private final Map<Long, SocketChannel> others = new ConcurrentHashMap<>();

    /** Used by the waiting thread. */
    private final ByteBuffer bytes = ByteBuffer.allocate(64);

    SocketBell(Region region) throws IOException {
        this.region = region;
        this.path = path(region.me());
        this.selector = Selector.open();
        boolean _ = Files.deleteIfExists(path); // of one that changed its mode
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(path), BACKLOG);
        server.configureBlocking(false);
        var _ = server.register(selector, SelectionKey.OP_ACCEPT);
        HALF.setVolatile(region.memory, Leases.entryOf(region.me()) + BELL, 0); // whatever was said in another mode
    }

    @Override
    public long mode() {
        return SOCKET;
    }

    private Path path(long lease) {
        return region.folder().resolve("bell-" + Long.toString(lease, Character.MAX_RADIX));
    }

    @Override
    public void ring(long lease) {
        long entry = Leases.entryOf(lease);
        if (entry >= 0 && (int) HALF.getAndSet(region.memory, entry + BELL, 1) == 0) {
            region.at(this, "ring", "rung");
            try {
                SocketChannel channel = others.get(lease);
                if (channel == null) {
                    channel = connect(lease);
                }
                var _ = channel.write(ByteBuffer.wrap(new byte[1]));
            } catch (IOException _) {
                // It has no bell yet, or not any more: it looks by itself, or never again.
                disconnect(lease);
            }
        }
    }

    private SocketChannel connect(long lease) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false); // which an interrupt does not close
            if (!channel.connect(UnixDomainSocketAddress.of(path(lease)))) {
                throw new IOException("the bell is busy");
            }
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
        SocketChannel before = others.putIfAbsent(lease, channel);
        if (before != null) {
            channel.close();
            return before;
        }
        return channel;
    }

    private void disconnect(long lease) {
        SocketChannel channel = others.remove(lease);
        if (channel != null) {
            close(channel);
        }
    }

    @Override
    public void forget(long lease) {
        disconnect(lease);
        try {
            boolean _ = Files.deleteIfExists(path(lease));
        } catch (IOException _) {
            // The folder is deleted as a whole in the end.
        }
    }

    @Override
    public void ringHere() {
        var _ = selector.wakeup();
    }

    @Override
    public void await(long nanos) {
        try {
            // It may have been rung without a byte, in another mode.
            boolean isRung = (int) HALF.getVolatile(region.memory, Leases.entryOf(region.me()) + BELL) != 0;
            int _ = selector.select(isRung ? 1 : Math.max(1, nanos / 1_000_000));
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid()) {
                    hear(key.channel());
                }
            }
            selector.selectedKeys().clear();
            // Now others may send again; what they did before is seen by the caller, who looks next.
            HALF.setVolatile(region.memory, Leases.entryOf(region.me()) + BELL, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void accept() {
        try {
            SocketChannel caller = server.accept();
            if (caller != null) {
                caller.configureBlocking(false);
                var _ = caller.register(selector, SelectionKey.OP_READ);
            }
        } catch (IOException _) {
            LockSupport.parkNanos(NAP); // there is no descriptor for it; that it rang is known without
        }
    }

    private void hear(SelectableChannel channel) {
        if (channel == server) {
            accept();
        } else if (channel instanceof SocketChannel caller) {
            try {
                int read = caller.read(bytes.clear());
                while (read > 0) {
                    read = caller.read(bytes.clear());
                }
                if (read < 0) {
                    caller.close();
                }
            } catch (IOException _) {
                close(caller); // its process is gone
            }
        }
    }

    private static void close(AutoCloseable channel) {
        try {
            channel.close();
        } catch (Exception _) {
            // The descriptor is gone in either case.
        }
    }

    @Override
    public void close() {
        selector.keys().forEach(key -> close(key.channel()));
        close(selector);
        others.values().forEach(SocketBell::close);
        try {
            boolean _ = Files.deleteIfExists(path);
        } catch (IOException _) {
            // The folder is deleted as a whole in the end.
        }
    }
}
