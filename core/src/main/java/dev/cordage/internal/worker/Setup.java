package dev.cordage.internal.worker;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * What a worker is told before its first task.
 *
 * @param name the name of the worker
 * @param pool the name of its pool
 * @param parent the process id of the parent
 * @param depth how many worker processes there are between this one and the first JVM, itself included
 * @param share how many processors the worker may think it has
 * @param page the file of the page on which it says what it has begun
 * @param files the folder for large results, and the beginning of their names; empty where there is none
 * @param codec the class of the codec; empty: the default
 * @param contextLoader the id of the class loader that tasks find as their context class loader
 * @param single whether it is there for one task only, and ends like a main method after it
 * @param warm whether it warms up before it says that it is ready
 * @param properties system properties that the command line could not carry
 */
public record Setup(
        String name,
        String pool,
        long parent,
        int depth,
        int share,
        String page,
        String files,
        String codec,
        int contextLoader,
        boolean single,
        boolean warm,
        Map<String, String> properties) {

    /** The body of the SETUP frame. */
    public byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            write(out, name);
            write(out, pool);
            out.writeLong(parent);
            out.writeInt(depth);
            out.writeInt(share);
            write(out, page);
            write(out, files);
            write(out, codec);
            out.writeInt(contextLoader);
            out.writeBoolean(single);
            out.writeBoolean(warm);
            out.writeInt(properties.size());
            for (Map.Entry<String, String> property : properties.entrySet()) {
                write(out, property.getKey());
                write(out, property.getValue());
            }
        } catch (IOException e) {
            throw new AssertionError("writing to memory failed", e);
        }
        return bytes.toByteArray();
    }

    static Setup of(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        String name = read(in);
        String pool = read(in);
        long parent = in.readLong();
        int depth = in.readInt();
        int share = in.readInt();
        String page = read(in);
        String files = read(in);
        String codec = read(in);
        int contextLoader = in.readInt();
        boolean single = in.readBoolean();
        boolean warm = in.readBoolean();
        Map<String, String> properties = new HashMap<>();
        for (int i = in.readInt(); i > 0; i--) {
            properties.put(read(in), read(in));
        }
        return new Setup(name, pool, parent, depth, share, page, files, codec, contextLoader, single, warm, properties);
    }

    private static void write(DataOutputStream out, String text) throws IOException {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(utf8.length);
        out.write(utf8);
    }

    private static String read(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
