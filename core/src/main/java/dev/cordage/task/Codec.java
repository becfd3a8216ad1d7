package dev.cordage.task;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How tasks, values and failures become bytes on their way to another JVM: a service provider interface. Without one,
 * Java serialisation is used, with a short cut for what tasks mostly are: lambdas, records, numbers, strings, arrays.
 *
 * <p>A codec is a public class with a public constructor without arguments, since workers make their own. It is called by
 * many threads at a time, and must not assume that the other side has decoded what was encoded before.
 */
public interface Codec {
    /**
     * Encodes an object, which may be a task, an array of inputs, or a value.
     *
     * @param object the object
     * @return its bytes
     * @throws IOException if it cannot be encoded; {@link java.io.NotSerializableException} if it is not meant to be
     */
    byte[] encode(@Nullable Object object) throws IOException;

    /**
     * Decodes what {@link #encode} of the same class gave in another JVM.
     *
     * @param bytes the bytes
     * @param loader finds the classes of the program
     * @return a copy of the object
     * @throws IOException if the bytes are not understood
     * @throws ClassNotFoundException if a class is not there
     */
    @Nullable Object decode(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException;
}
