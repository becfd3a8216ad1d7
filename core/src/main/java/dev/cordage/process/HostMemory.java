package dev.cordage.process;

import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.managed.ObjectServer;
import dev.cordage.internal.shared.Region;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a fabric shares with its processes, made when it is first needed: most programs need only some of it. */
final class HostMemory implements AutoCloseable {
    // @GuardedBy("this")
    private @Nullable PrivateFolder folder;

    // @GuardedBy("this")
    private @Nullable Region region;

    // @GuardedBy("this")
    private @Nullable ObjectServer objects;

    // @GuardedBy("this")
    private boolean closed;

    /** The memory of locks, queues and the like. */
    synchronized Region region() {
        checkOpen();
        Region region = this.region;
        if (region == null) {
            PrivateFolder folder = null;
            try {
                Optional<PrivateFolder> inMemory = PrivateFolder.inMemory();
                folder = inMemory.isPresent() ? inMemory.get() : PrivateFolder.create();
                region = Region.create(folder.path());
                this.folder = folder;
                this.region = region;
            } catch (IOException e) {
                if (folder != null) {
                    folder.close();
                }
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        return region;
    }

    /** The server of managed objects. */
    synchronized ObjectServer objects() {
        checkOpen();
        ObjectServer objects = this.objects;
        if (objects == null) {
            objects = new ObjectServer(Caller::tell);
            this.objects = objects;
        }
        return objects;
    }

    // @GuardedBy("this")
    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the fabric is closed");
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (objects != null) {
            objects.close();
        }
        if (region != null) {
            region.closeForAll();
        }
        if (folder != null) {
            folder.close();
        }
    }
}
