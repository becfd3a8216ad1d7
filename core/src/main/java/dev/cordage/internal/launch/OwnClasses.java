package dev.cordage.internal.launch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;

/** Copies Cordage's own classes into a jar, for where they come from a loader that isn't one of plain files. */
final class OwnClasses {
    private static final String SLASHED = "dev/cordage/";
    private static final String DOTTED = "dev.cordage.";
    static final String JAR = "cordage.jar";

    private final @Nullable ClassLoader loader;
    private final ArrayDeque<String> open = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();

    private OwnClasses(@Nullable ClassLoader loader) {
        this.loader = loader;
    }

    /**
     * The jar in the folder, made if it isn't there, of the main class and all that can be reached from it.
     *
     * @throws IOException if it can't be written, or the loader does not give its classes as resources
     */
    static Path jarIn(PrivateFolder folder, String mainClass) throws IOException {
        return jarIn(folder, mainClass, OwnClasses.class.getClassLoader());
    }

    static Path jarIn(PrivateFolder folder, String mainClass, @Nullable ClassLoader loader) throws IOException {
        synchronized (OwnClasses.class) {
            Path jar = folder.path().resolve(JAR);
            if (!Files.exists(jar)) {
                Path unfinished = folder.file(JAR + ".new");
                try (OutputStream out = Files.newOutputStream(unfinished)) {
                    new OwnClasses(loader).copy(mainClass, out);
                }
                var _ = Files.move(unfinished, jar);
            }
            return jar;
        }
    }

    private void copy(String mainClass, OutputStream to) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(to)) {
            // Not compressed: it is read at once, and often.
            out.setMethod(ZipOutputStream.STORED);
            note(mainClass.replace('.', '/'));
            for (String name = open.poll(); name != null; name = open.poll()) {
                byte[] bytes = resource(name + ".class");
                if (bytes != null) {
                    put(out, name + ".class", bytes);
                    scan(bytes);
                    copyService(out, name.replace('/', '.'));
                } else if (name.equals(mainClass.replace('.', '/'))) {
                    throw new IOException("the class loader that has Cordage, " + loader
                            + ", does not give the bytes of " + mainClass);
                }
            }
        }
    }

    /** Providers of a service of ours, as far as they are ours; others come with the program's own code. */
    private void copyService(ZipOutputStream out, String type) throws IOException {
        String name = "META-INF/services/" + type;
        StringBuilder own = new StringBuilder();
        Enumeration<java.net.URL> files = loader == null ? Collections.emptyEnumeration() : loader.getResources(name);
        while (files.hasMoreElements()) {
            try (InputStream in = files.nextElement().openStream()) {
                String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
                for (String line : (Iterable<String>) text.lines()::iterator) {
                    if (line.startsWith(DOTTED)) {
                        own.append(line).append('\n');
                        note(line.strip().replace('.', '/'));
                    }
                }
            }
        }
        if (!own.isEmpty()) {
            put(out, name, own.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void put(ZipOutputStream out, String name, byte[] bytes) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(bytes);
        ZipEntry entry = new ZipEntry(name);
        entry.setSize(bytes.length);
        entry.setCrc(sum.getValue());
        out.putNextEntry(entry);
        out.write(bytes);
        out.closeEntry();
    }

    private byte @Nullable [] resource(String name) throws IOException {
        try (InputStream in =
                loader == null ? ClassLoader.getSystemResourceAsStream(name) : loader.getResourceAsStream(name)) {
            return in == null ? null : in.readAllBytes();
        }
    }

    /** Notes all names of ours: in class entries, descriptors, signatures, and in strings for reflection. */
    private void scan(byte[] bytes) {
        for (PoolEntry entry : ClassFile.of().parse(bytes).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                String value = text.stringValue();
                scan(value, SLASHED);
                scan(value, DOTTED);
            }
        }
    }

    private void scan(String text, String prefix) {
        char separator = prefix.charAt(prefix.length() - 1);
        for (int start = text.indexOf(prefix); start >= 0; ) {
            int end = start;
            while (end < text.length()
                    && (text.charAt(end) == separator || Character.isJavaIdentifierPart(text.charAt(end)))) {
                end++;
            }
            note(text.substring(start, end).replace('.', '/'));
            start = text.indexOf(prefix, end);
        }
    }

    private void note(String name) {
        if (name.startsWith(SLASHED) && seen.add(name)) {
            open.add(name);
        }
    }
}
