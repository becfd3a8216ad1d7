package dev.cordage.fabric;

import dev.cordage.internal.waiting.OfThisJvm;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.Serial;
import java.util.concurrent.ConcurrentHashMap;

/** The map of one JVM: the JDK's, but not to be copied into other processes, where it would be another map. */
final class LocalDict<K, V> extends ConcurrentHashMap<K, V> implements OfThisJvm {
    @Serial
    private static final long serialVersionUID = 1L;

    @Serial
    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException("a dict of a LocalFabric, which is a map of this JVM only");
    }
}
