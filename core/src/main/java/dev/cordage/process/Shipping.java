package dev.cordage.process;

import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.worker.Foreign;
import dev.cordage.internal.worker.Parcel;
import dev.cordage.task.Codec;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** How tasks of a pool become bytes, and what comes back becomes objects. */
final class Shipping {
    final ParentLoaders loaders = new ParentLoaders();
    final Encoder encoder = new Encoder(loaders);

    /** The id of what workers find as their context class loader: that of the thread that makes the pool. */
    final int contextLoader = loaders.idOf(Thread.currentThread().getContextClassLoader());

    private final @Nullable Codec codec;
    private final Folders folders;

    Shipping(@Nullable Codec codec, Folders folders) {
        this.codec = codec;
        this.folders = folders;
    }

    /** Packs work, which fails if it cannot be sent. */
    Parcel pack(String what, Callable<?> work) {
        try {
            return Parcel.pack(encoder.encode(Foreign.wrap(codec, work)), folders::newFile);
        } catch (NotSerializableException e) {
            throw new IllegalArgumentException(what + " cannot be sent to another process: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException(what + " cannot be sent to another process: " + e, e);
        }
    }

    /** What the user's codec makes of a decoded value. */
    @Nullable Object unwrap(@Nullable Object value) throws IOException, ClassNotFoundException {
        return Foreign.unwrap(codec, value, loaders.loader(contextLoader));
    }

    /** The failure of a task whose value cannot be rebuilt here. */
    static InvalidObjectException notRebuilt(ProcessTask<?> task, Worker worker, Throwable cause) {
        return new InvalidObjectException(
                "the result of task '" + task.name() + "' from worker '" + worker.name + "' could not be rebuilt here: "
                        + cause,
                cause);
    }
}
