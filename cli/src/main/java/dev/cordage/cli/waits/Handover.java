package dev.cordage.cli.waits;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * A folder that only its owner and the other process may enter, with the agent's jar, and later the answer. Closing it
 * removes it.
 */
final class Handover implements AutoCloseable {
    /**
     * The agent's name in the other JVM. Not the one it has here: that JVM may run this very module, and would then look
     * for the class there. It is as long, so that a class file stays one when it is replaced.
     */
    private static final String AGENT = "dev.cordage.doctor.WaitsReporter";

    private final Path here;
    private final Path there;

    private Handover(Path here, Path there) {
        this.here = here;
        this.there = there;
    }

    /** The folder, in the temporary folder as the process sees it, who may be in a container. */
    static Handover with(long pid) throws IOException {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        Path process = Path.of("/proc", Long.toString(pid));
        if (!Files.isDirectory(process)) {
            return in(temporary, temporary, null);
        }
        // The other one's java.io.tmpdir is unknown, and so is whether it sees ours.
        Path there = Path.of("/tmp");
        Path here = process.resolve("root/tmp");
        if (!Files.isWritable(here)) {
            return in(temporary, temporary, process);
        }
        return in(Files.isDirectory(there) && Files.isSameFile(here, there) ? there : here, there, process);
    }

    private static Handover in(Path here, Path there, @Nullable Path process) throws IOException {
        Path folder = Files.createTempDirectory(here, "cordage-doctor");
        var handover = new Handover(folder, there.resolve(folder.getFileName()));
        try {
            // What is registered first is deleted last. This is for the user who does not want to wait.
            folder.toFile().deleteOnExit();
            handover.files().forEach(file -> file.toFile().deleteOnExit());
            writeJar(handover.jar());
            if (process != null && !Files.getOwner(process).equals(Files.getOwner(folder))) {
                Files.setOwner(handover.jar(), Files.getOwner(process));
                Files.setOwner(folder, Files.getOwner(process));
            }
            return handover;
        } catch (IOException | RuntimeException e) {
            handover.close();
            throw e;
        }
    }

    private static void writeJar(Path jar) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Agent-Class", AGENT);
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
            out.putNextEntry(new JarEntry(AGENT.replace('.', '/') + ".class"));
            out.write(agent());
        }
    }

    /** The agent's class file, with the name it has in the other JVM. */
    static byte[] agent() throws IOException {
        try (InputStream in = WaitsAgent.class.getResourceAsStream("WaitsAgent.class")) {
            if (in == null) {
                throw new IOException("WaitsAgent.class is missing");
            }
            String name = WaitsAgent.class.getName();
            if (name.length() != AGENT.length()) {
                throw new AssertionError(AGENT + " is not as long as " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .replace(name.replace('.', '/'), AGENT.replace('.', '/'))
                    .getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    private List<Path> files() {
        return List.of(jar(), here.resolve("draft"), here.resolve("report"));
    }

    private Path jar() {
        return here.resolve("doctor.jar");
    }

    /** The jar, as the process sees it. */
    String jarThere() {
        return there.resolve("doctor.jar").toString();
    }

    /** The file for the answer, as the process sees it. */
    String reportThere() {
        return there.resolve("report").toString();
    }

    /** The answer, or null if there is none. */
    @Nullable String report() throws IOException {
        Path report = here.resolve("report");
        return Files.exists(report) ? Files.readString(report) : null;
    }

    @Override
    public void close() {
        try {
            for (Path file : files()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(here);
        } catch (IOException _) {
            // Tried again when this JVM ends.
        }
    }
}
