package dev.cordage.internal.portable;

import dev.cordage.internal.codec.Decoder;
import dev.cordage.internal.codec.Encoded;
import dev.cordage.internal.codec.Encoder;
import dev.cordage.internal.codec.Loaders;
import dev.cordage.internal.waiting.OfThisJvm;
import dev.cordage.task.ContextCarrier;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Copies work, values and failures as if they went to another process and came from there. */
public final class Copier {
    private final OneProcess loaders = new OneProcess();
    private final Encoder encoder = new Encoder(loaders);

    /** All loaders are here. */
    private static final class OneProcess implements Loaders {
        // @GuardedBy("this")
        private final List<ClassLoader> loaders = new ArrayList<>();

        // @GuardedBy("this")
        private final List<OfThisJvm> kept = new ArrayList<>();

        @Override
        public synchronized int keep(OfThisJvm shared) {
            for (int i = 0; i < kept.size(); i++) {
                if (kept.get(i) == shared) {
                    return i;
                }
            }
            kept.add(shared);
            return kept.size() - 1;
        }

        @Override
        public synchronized OfThisJvm kept(int number) {
            return kept.get(number);
        }

        @Override
        public synchronized int idOf(@Nullable ClassLoader loader) {
            if (loader == null || loader == Copier.class.getClassLoader()) {
                return 0;
            }
            int at = loaders.indexOf(loader);
            if (at < 0) {
                at = loaders.size();
                loaders.add(loader);
            }
            return at + 1;
        }

        @Override
        public synchronized ClassLoader loader(int id) {
            ClassLoader ours = Copier.class.getClassLoader();
            return id > 0 ? loaders.get(id - 1) : ours == null ? ClassLoader.getSystemClassLoader() : ours;
        }
    }

    private Decoder decoder(Encoded message) throws IOException {
        Decoder decoder = new Decoder(loaders);
        for (int id = 0; id < message.definitions(); id++) {
            decoder.define(encoder.definition(id));
        }
        return decoder;
    }

    private @Nullable Object decode(Encoded message) throws IOException, ClassNotFoundException {
        return decoder(message).decode(message);
    }

    private Encoded encode(Object work, String name) {
        try {
            return encoder.encode(work);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "task '" + name + "' cannot be sent to another process: " + e.getMessage(), e);
        }
    }

    /** Runs a copy of the command, which is made now. */
    public Runnable copying(String name, Runnable command) {
        Encoded message = encode(command, name);
        return () -> {
            try {
                ((Runnable) Objects.requireNonNull(decode(message))).run();
            } catch (IOException | ClassNotFoundException e) {
                throw new IllegalStateException("the task could not be rebuilt: " + e, e);
            }
        };
    }

    /** Runs a copy of the work, which is made now, and gives a copy of its value, or throws a copy of its failure. */
    @SuppressWarnings({"unchecked", "NullAway"}) // a copy has the type of the original; a T that may be null is null
    public <T extends @Nullable Object> Callable<T> copying(String name, Callable<T> work) {
        Encoded message = encode(ContextCarrier.capture(Objects.requireNonNull(work, "work")), name);
        return () -> {
            Callable<T> copy;
            try {
                copy = (Callable<T>) Objects.requireNonNull(decode(message));
            } catch (IOException | ClassNotFoundException e) {
                throw new InvalidObjectException("the task could not be rebuilt: " + e, e);
            }
            T value;
            try {
                value = copy.call();
            } catch (InterruptedException e) {
                throw e;
            } catch (Throwable failure) {
                Encoded sent = encoder.encodeFailure(failure);
                throw thrown(decoder(sent).decodeFailure(sent));
            }
            return (T) decode(encoder.encodeResult(value));
        };
    }

    /** Throws a failure of any type: what a task throws is not for the compiler to know. */
    private static Exception thrown(Throwable failure) throws Exception {
        return switch (failure) {
            case Exception e -> e;
            case Error e -> throw e;
            default -> new ExecutionException(failure);
        };
    }
}
