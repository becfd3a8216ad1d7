package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import org.jspecify.annotations.Nullable;

/**
 * All classes are found by their names: by the context class loader of the thread that decodes, else by the system's.
 */
public final class ByName implements Loaders {
    /** The only one. */
    public static final Loaders LOADERS = new ByName();

    private ByName() {}

    @Override
    public int idOf(@Nullable ClassLoader loader) {
        return 0;
    }

    @Override
    public ClassLoader loader(int id) throws IOException {
        if (id != 0) {
            throw new InvalidObjectException("class loader " + id + " of another process");
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? ClassLoader.getSystemClassLoader() : context;
    }
}
