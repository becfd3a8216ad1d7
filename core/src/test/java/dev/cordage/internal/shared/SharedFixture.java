package dev.cordage.internal.shared;

import dev.cordage.internal.launch.PrivateFolder;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The shared memory of the test at hand, made when it is first asked for. */
public final class SharedFixture implements AutoCloseable {
    private final long mode;
    private PrivateFolder folder;
    private Region region;

    /** In the mode that this JVM would choose. */
    public SharedFixture() {
        this(Bell.preferred());
    }

    /** In a given mode. */
    SharedFixture(long mode) {
        this.mode = mode;
    }

    /** One whose processes wake each other by sockets. */
    public static SharedFixture bySockets() {
        return new SharedFixture(Bell.SOCKET);
    }

    /** The shared memory. */
    public synchronized Region region() {
        try {
            if (region == null) {
                folder = PrivateFolder.inMemory().orElseGet(SharedFixture::elsewhere);
                region = Region.create(folder.path(), mode);
            }
            return region;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PrivateFolder elsewhere() {
        try {
            return PrivateFolder.create();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        if (region != null) {
            region.close();
            folder.close();
            region = null;
        }
    }
}
