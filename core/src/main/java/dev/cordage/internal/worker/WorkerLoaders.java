package dev.cordage.internal.worker;

import dev.cordage.internal.codec.Loaders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The class loaders of a worker: its own, and stand-ins for those of the parent's that its class path cannot replace. */
final class WorkerLoaders implements Loaders {
    private final ControlLoop control;
    private final ClassLoader own = ClassLoader.getSystemClassLoader();
    private final ConcurrentMap<Integer, StandIn> standIns = new ConcurrentHashMap<>();

    WorkerLoaders(ControlLoop control) {
        this.control = control;
    }

    @Override
    public int idOf(@Nullable ClassLoader loader) {
        return loader instanceof StandIn standIn ? standIn.id : 0;
    }

    @Override
    public ClassLoader loader(int id) {
        return id == 0 ? own : standIns.computeIfAbsent(id, StandIn::new);
    }

    /**
     * Stands for a class loader of the parent. The JDK's and Cordage's classes are those of the worker; for all others
     * the parent is asked what its loader would say: a class file, or that the class path has it.
     */
    private final class StandIn extends ClassLoader {
        static {
            registerAsParallelCapable();
        }

        final int id;

        StandIn(int id) {
            super("cordage-" + id, own);
            this.id = id;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded == null) {
                    loaded = isShared(name) ? null : findClassOrNull(name);
                }
                if (loaded == null) {
                    loaded = super.loadClass(name, false);
                }
                if (resolve) {
                    resolveClass(loaded);
                }
                return loaded;
            }
        }

        private boolean isShared(String name) {
            if (name.startsWith("java.") || name.startsWith("dev.cordage.")) {
                return true;
            }
            try {
                ClassLoader.getPlatformClassLoader().loadClass(name);
                return true;
            } catch (ClassNotFoundException _) {
                return false;
            }
        }

        private @Nullable Class<?> findClassOrNull(String name) throws ClassNotFoundException {
            byte[] file;
            try {
                file = control.ask(id, Wire.CLASS_FILE, name);
            } catch (IOException e) {
                throw new ClassNotFoundException(name + " (the parent is gone)", e);
            }
            return file == null ? null : defineClass(name, file, 0, file.length);
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            throw new ClassNotFoundException(name + ", neither here nor in the parent");
        }

        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            try {
                byte[] bytes = control.ask(id, Wire.RESOURCE, name);
                return bytes == null ? super.getResourceAsStream(name) : new ByteArrayInputStream(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException("the parent is gone", e);
            }
        }
    }
}
