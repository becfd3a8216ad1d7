package dev.cordage.internal.codec;

import dev.cordage.task.RemoteFailureException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.StreamCorruptedException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns messages into objects. One for each direction of a connection, and for one thread at a time. What goes wrong
 * with a message has no consequence for the next.
 */
public final class Decoder {
    private static final String JVM_FILTER = "jdk.serialFilter";

    private final Loaders loaders;
    private final @Nullable ObjectInputFilter given;

    /** For the fast path. Looking for the JVM's filter takes 20 ms the first time, hence only where it was asked for. */
    private final @Nullable ObjectInputFilter quick;

    private final List<Definition> definitions = new ArrayList<>();
    private final Map<Class<?>, Object> programs = new HashMap<>();

    /**
     * Makes one that has only the filter of the JVM, if there is one. What is not Java serialisation in the narrow
     * sense, such as lambdas and records of simple things, heeds it if it was set by the system property
     * {@code jdk.serialFilter}.
     *
     * @param loaders finds loaders by their numbers
     */
    public Decoder(Loaders loaders) {
        this.loaders = loaders;
        this.given = null;
        this.quick = System.getProperty(JVM_FILTER) == null ? null : filter();
    }

    /**
     * Makes one that asks a filter about each class, besides that of the JVM.
     *
     * @param loaders finds loaders by their numbers
     * @param filter the filter
     */
    public Decoder(Loaders loaders, ObjectInputFilter filter) {
        this.loaders = loaders;
        this.given = filter;
        this.quick = System.getProperty(JVM_FILTER) == null
                ? filter
                : ObjectInputFilter.merge(filter, ObjectInputFilter.Config.getSerialFilter());
    }

    /**
     * Takes the next definition of the other side's {@link Encoder}.
     *
     * @param definition its bytes
     * @throws IOException if they are corrupt
     */
    public void define(byte[] definition) throws IOException {
        if (definitions.size() >= Shapes.MOST) {
            throw new StreamCorruptedException("more than " + Shapes.MOST + " definitions");
        }
        definitions.add(Definition.parse(definition));
    }

    /**
     * The value of a message.
     *
     * @param message what {@link Encoder#encode} made
     * @return the value
     * @throws ClassNotFoundException if this JVM lacks a class
     * @throws IOException if the message is corrupt, or a class's own code refuses it
     */
    public @Nullable Object decode(Encoded message) throws IOException, ClassNotFoundException {
        try {
            return switch (message.kind()) {
                case Encoded.FAST -> new FastReader(this, message).message();
                case Encoded.JAVA -> readByJava(message.input(), message.arrays(), null, filter());
                default -> throw new StreamCorruptedException("a failure where a value is expected");
            };
        } catch (StackOverflowError e) {
            throw new InvalidObjectException("the message is nested too deeply", e);
        } catch (RuntimeException | LinkageError e) {
            throw new InvalidObjectException("the message can't be rebuilt: " + e, e);
        }
    }

    @Nullable Object readByJava(
            Input in, Encoded.Arrays arrays, JavaReader.@Nullable Nodes nodes, @Nullable ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        try (var reader = new JavaReader(in, this, arrays, nodes, filter)) {
            return reader.readObject();
        }
    }

    /**
     * The failure of a message. Never fails: what can't be rebuilt is a {@link RemoteFailureException}.
     *
     * @param message what {@link Encoder#encodeFailure} made
     * @return the failure
     */
    public Throwable decodeFailure(Encoded message) {
        try {
            if (message.kind() != Encoded.FAILURE) {
                throw new StreamCorruptedException("a value where a failure is expected");
            }
            return new FailureReader(this, message.arrays()).read(message.input());
        } catch (IOException | RuntimeException | Error e) {
            return new RemoteFailureException(Throwable.class.getName(), "a failure that could not be read", e);
        }
    }

    Loaders loaders() {
        return loaders;
    }

    /** The filter of the fast path; null if all classes may come. */
    @Nullable ObjectInputFilter quickFilter() {
        return quick;
    }

    /** The filter of Java serialisation; null if all classes may come. */
    @Nullable ObjectInputFilter filter() {
        ObjectInputFilter common = ObjectInputFilter.Config.getSerialFilter();
        if (given == null) {
            return common;
        }
        return common == null ? given : ObjectInputFilter.merge(given, common);
    }

    Definition definition(int id) throws IOException {
        if (id < 0 || id >= definitions.size()) {
            throw new StreamCorruptedException("no definition " + id + " among " + definitions.size());
        }
        return definitions.get(id);
    }

    Object program(Class<?> type) throws InvalidObjectException {
        Object program = programs.get(type);
        if (program == null) {
            program = ProgramObject.make(type);
            programs.put(type, program);
        }
        return program;
    }
}
