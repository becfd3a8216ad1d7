package dev.cordage.process;

import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.internal.worker.Parcel;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The folders of a pool, made when they are needed first: one for sockets, one in memory for large messages. */
final class Folders {
    // All guarded by "this".
    private @Nullable PrivateFolder folder;
    private @Nullable PrivateFolder files;
    private @Nullable Path spare;
    private boolean looked;
    private boolean closed;
    private long number;

    /** For sockets and command lines. */
    synchronized PrivateFolder folder() throws IOException {
        if (closed) {
            throw new IOException("the pool is closed");
        }
        if (folder == null) {
            folder = PrivateFolder.create();
        }
        return folder;
    }

    /** For large messages; null if there is no such place. */
    private synchronized @Nullable Path files() {
        if (!looked && !closed) {
            looked = true;
            files = PrivateFolder.inMemory().orElse(null);
        }
        return files == null ? null : files.path();
    }

    /** A new name for a large message to a worker; null if there is no place for it. */
    synchronized @Nullable Path newFile() {
        Path kept = spare;
        if (kept != null) {
            spare = null;
            return kept;
        }
        Path place = files();
        return place == null ? null : place.resolve("t" + ++number);
    }

    /** Nobody needs this file any more: it is kept for the next large message, or deleted. */
    void recycle(@Nullable Path file) {
        boolean keeps = file != null && Parcel.isWorthKeeping(file);
        synchronized (this) {
            if (keeps && spare == null && !closed) {
                spare = file;
                return;
            }
        }
        ProcessTask.delete(file);
    }

    /** How names of large messages from this worker begin; empty if there is no place for them. */
    String filesFrom(int worker) {
        Path place = files();
        return place == null ? "" : place.resolve("r" + worker + "-").toString();
    }

    /** Deletes what a worker has left. */
    void deleteFilesFrom(int worker) {
        Path place;
        synchronized (this) {
            place = files == null ? null : files.path();
        }
        if (place == null) {
            return;
        }
        try (DirectoryStream<Path> left = Files.newDirectoryStream(place, "r" + worker + "-*")) {
            left.forEach(ProcessTask::delete);
        } catch (IOException e) {
            // It goes with its folder.
        }
    }

    synchronized void close() {
        closed = true;
        if (folder != null) {
            folder.close();
        }
        if (files != null) {
            files.close();
        }
    }
}
