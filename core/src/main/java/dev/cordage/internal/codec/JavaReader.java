package dev.cordage.internal.codec;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectStreamClass;
import java.io.StreamCorruptedException;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Reads what {@link JavaWriter} writes. */
final class JavaReader extends ObjectInputStream {
    /** What a failure that is being read gives in the place of tokens. */
    interface Nodes {
        Throwable node(int index) throws IOException;

        StackTraceElement[] stack(int index) throws IOException;
    }

    private final Decoder decoder;
    private final Encoded.Arrays arrays;
    private final @Nullable Nodes nodes;

    JavaReader(
            Input in, Decoder decoder, Encoded.Arrays arrays, @Nullable Nodes nodes, @Nullable ObjectInputFilter filter)
            throws IOException {
        super(in.stream());
        this.decoder = decoder;
        this.arrays = arrays;
        this.nodes = nodes;
        boolean _ = enableResolveObject(true);
        setObjectInputFilter(new Limits(in.remaining() + arrays.bytes(), filter));
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
        int id = readInt();
        String name = description.getName();
        if (name.equals(Token.class.getName())) {
            return Token.class;
        }
        if (name.indexOf('.') < 0) {
            Class<?> primitive = Class.forPrimitiveName(name);
            if (primitive != null) {
                return primitive;
            }
        }
        return Class.forName(name, false, decoder.loaders().loader(id));
    }

    @Override
    @SuppressWarnings("deprecation") // the class is wanted here, not an instance
    protected Class<?> resolveProxyClass(String[] interfaces) throws IOException, ClassNotFoundException {
        ClassLoader loader = decoder.loaders().loader(readInt());
        Class<?>[] types = new Class<?>[interfaces.length];
        for (int i = 0; i < types.length; i++) {
            types[i] = Class.forName(interfaces[i], false, loader);
            if (!Modifier.isPublic(types[i].getModifiers())) {
                loader = types[i].getClassLoader(); // only there can be a class of the same package
            }
        }
        try {
            return java.lang.reflect.Proxy.getProxyClass(loader, types);
        } catch (IllegalArgumentException e) {
            throw new ClassNotFoundException("a proxy of " + String.join(", ", interfaces), e);
        }
    }

    @Override
    protected @Nullable Object resolveObject(@Nullable Object object) throws IOException {
        if (!(object instanceof Token token)) {
            return object;
        }
        return switch (token.kind()) {
            case Token.LARGE -> arrays.take(token.index());
            case Token.PROGRAM -> decoder.program(required(token.type()));
            case Token.KEPT -> decoder.loaders().kept(token.index());
            case Token.PATH -> Token.path(new String(required(token.bytes()), StandardCharsets.UTF_8));
            case Token.NODE -> required(nodes).node(token.index());
            case Token.STACK -> required(nodes).stack(token.index());
            case Token.ITEM_FAILURE -> {
                byte[] bytes = required(token.bytes());
                yield ItemFailures.make(new FailureReader(decoder, arrays).read(new Input(bytes, 0, bytes.length)));
            }
            default -> throw new StreamCorruptedException("a token of kind " + token.kind());
        };
    }

    private static <T> T required(@Nullable T part) throws InvalidObjectException {
        if (part == null) {
            throw new InvalidObjectException("a token without what it needs");
        }
        return part;
    }
}
