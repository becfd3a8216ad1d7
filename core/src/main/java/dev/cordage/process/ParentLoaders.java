package dev.cordage.process;

import dev.cordage.internal.codec.Loaders;
import dev.cordage.internal.worker.Wire;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The class loaders whose classes a worker has to ask for, since its class path lacks them: all but those of the JDK, of
 * the class path, and of Cordage.
 */
final class ParentLoaders implements Loaders {
    private static final @Nullable ClassLoader OURS = ParentLoaders.class.getClassLoader();

    /** The loader with the id 1, and so on; they live as long as the pool. */
    // @GuardedBy("this")
    private final List<ClassLoader> loaders = new ArrayList<>();

    @Override
    public int idOf(@Nullable ClassLoader loader) {
        if (loader == null
                || loader == ClassLoader.getSystemClassLoader()
                || loader == ClassLoader.getPlatformClassLoader()) {
            return 0;
        }
        synchronized (this) {
            for (int i = 0; i < loaders.size(); i++) {
                if (loaders.get(i) == loader) {
                    return i + 1;
                }
            }
            loaders.add(loader);
            return loaders.size();
        }
    }

    @Override
    public ClassLoader loader(int id) throws IOException {
        if (id == 0) {
            return OURS == null ? ClassLoader.getSystemClassLoader() : OURS;
        }
        synchronized (this) {
            if (id < 0 || id > loaders.size()) {
                throw new IOException("there is no class loader " + id);
            }
            return loaders.get(id - 1);
        }
    }

    /** What a worker wants of one of these loaders; null if there is nothing, or the worker has it itself. */
    byte @Nullable [] find(int id, byte kind, String name) throws IOException {
        ClassLoader loader = loader(id);
        String path = name;
        if (kind == Wire.CLASS_FILE) {
            try {
                loader = Class.forName(name, false, loader).getClassLoader();
            } catch (ClassNotFoundException | LinkageError e) {
                return null; // the worker fails as this JVM would
            }
            path = name.replace('.', '/') + ".class";
        }
        if (idOf(loader) == 0 || loader == null) {
            return null;
        }
        try (InputStream in = loader.getResourceAsStream(path)) {
            return in == null ? null : in.readAllBytes();
        }
    }
}
