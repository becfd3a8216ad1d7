package dev.cordage.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;

/** An encoder and a decoder with nothing but bytes between them. Loaders are numbered as they are met. */
final class Trip implements Loaders {
    final Encoder encoder;
    final Decoder decoder;
    private final List<ClassLoader> there = new ArrayList<>(List.of(Trip.class.getClassLoader()));
    private final List<ClassLoader> here = new ArrayList<>(there);
    private int defined;

    Trip() {
        encoder = new Encoder(this);
        decoder = new Decoder(this);
    }

    Trip(ObjectInputFilter filter) {
        encoder = new Encoder(this);
        decoder = new Decoder(this, filter);
    }

    /** What is met in the one loader is looked for in the other. */
    Trip with(ClassLoader sender, ClassLoader receiver) {
        there.add(sender);
        here.add(receiver);
        return this;
    }

    Trip with(ClassLoader loader) {
        return with(loader, loader);
    }

    @Override
    public int idOf(ClassLoader loader) {
        return Math.max(0, there.indexOf(loader));
    }

    @Override
    public ClassLoader loader(int id) throws IOException {
        if (id < 0 || id >= here.size()) {
            throw new IOException("no loader " + id);
        }
        return here.get(id);
    }

    void define(Encoded message) throws IOException {
        for (; defined < message.definitions(); defined++) {
            decoder.define(encoder.definition(defined));
        }
    }

    Object receive(Encoded message) throws IOException, ClassNotFoundException {
        define(message);
        byte[] bytes = message.toBytes();
        if (bytes.length != message.size()) {
            throw new AssertionError("size() says " + message.size() + ", there are " + bytes.length);
        }
        return decoder.decode(Encoded.of(bytes, 0, bytes.length));
    }

    @SuppressWarnings("unchecked")
    <T> T there(T value) throws IOException, ClassNotFoundException {
        return (T) receive(encoder.encode(value));
    }

    Throwable failure(Throwable failure) throws IOException {
        byte[] bytes = encoder.encodeFailure(failure).toBytes();
        return decoder.decodeFailure(Encoded.of(bytes, 0, bytes.length));
    }

    boolean isFast(Object value) throws IOException {
        return encoder.encode(value).kind() == Encoded.FAST;
    }

    static Object byJava(Object value) throws IOException, ClassNotFoundException {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }
}
