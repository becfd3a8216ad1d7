package dev.cordage.internal.launch;

import java.io.File;
import java.io.IOException;
import java.nio.channels.spi.SelectorProvider;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The command line of a worker JVM: the same Java, code, options, system properties, locale and time zone as this JVM's,
 * with a heap, collector and environment of its own. Immutable; what it reads of this JVM, it reads when asked for a
 * process.
 *
 * <p>Everything is in an argument file, so there is no limit to its length. The order there: what Cordage sets, the
 * parent's options, system properties, and the user's own options, which so win.
 */
public final class WorkerCommand {
    /** Read by a JVM at its start, and meant for the parent. */
    private static final List<String> NOT_INHERITED =
            List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS");

    private static final List<String> COLLECTORS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseParallelGC",
            "-XX:+UseG1GC",
            "-XX:+UseZGC",
            "-XX:+UseShenandoahGC",
            "-XX:+UseEpsilonGC");

    private static final List<String> HEAP_SIZES = List.of(
            "-Xmx",
            "-Xms",
            "-XX:MaxHeapSize=",
            "-XX:InitialHeapSize=",
            "-XX:MinHeapSize=",
            "-XX:MaxRAM",
            "-XX:InitialRAM",
            "-XX:MinRAM");

    /** Options of modules that an archive can live with if it was made with them. */
    private static final List<String> KEYED =
            List.of("--add-opens=", "--add-exports=", "--add-reads=", "--enable-native-access=");

    /** Options that don't matter to an archive. */
    private static final List<String> HARMLESS = List.of("-D", "-Xmx", "-Xms", "-Xss", "-ea", "-da");

    /** Above it, references have another size than in an archive. */
    private static final long LARGEST_ARCHIVED_HEAP = 30L << 30;

    private static final long INITIAL_HEAP = 16L << 20;
    private static final long LEAST_HEAP = 2L << 20;

    private final String mainClass;
    private final long heap;
    private final List<String> jvmArgs;
    private final int debugPort;
    private final List<String> arguments;
    private final @Nullable Path workingDirectory;
    private final Map<String, String> environment;
    private final List<String> trainingArguments;

    private WorkerCommand(Builder builder) {
        mainClass = builder.mainClass;
        heap = builder.heap;
        jvmArgs = List.copyOf(builder.jvmArgs);
        debugPort = builder.debugPort;
        arguments = List.copyOf(builder.arguments);
        workingDirectory = builder.workingDirectory;
        environment = Map.copyOf(builder.environment);
        trainingArguments = List.copyOf(builder.trainingArguments);
    }

    /** A command for this main class, one of Cordage's own. */
    public static Builder builder(String mainClass) {
        return new Builder(mainClass);
    }

    /**
     * Writes the argument file {@code NAME.args} into the folder, and gives what starts the worker.
     *
     * @throws IOException if this JVM has no {@code java} beside it, or the file can't be written
     */
    public ProcessBuilder build(PrivateFolder folder, String name) throws IOException {
        return build(folder, name, List.of());
    }

    /** The same, with more program arguments behind those of the builder. */
    public ProcessBuilder build(PrivateFolder folder, String name, List<String> moreArguments) throws IOException {
        Path java = java();
        Path file = folder.file(name + ".args");
        var lines = new ArrayList<String>();
        addOwn(lines);
        List<String> parents = ParentFlags.ofThisJvm();
        Archive archive = archive(parents);
        Path archived = archive == null ? null : archive.find();
        if (archived != null) {
            lines.add("-XX:AOTCache=" + archived);
            lines.add("-Xlog:aot=off");
            lines.add("-Xlog:cds=off");
        }
        lines.addAll(parents);
        for (Map.Entry<String, String> property :
                new CarriedProperties(charset()).early().entrySet()) {
            lines.add("-D" + property.getKey() + "=" + property.getValue());
        }
        CodePath code = CodePath.of(mainClass, folder);
        addCode(lines, code);
        if (debugPort > 0) {
            lines.add("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,quiet=y,address=127.0.0.1:" + debugPort);
        }
        lines.addAll(jvmArgs);
        lines.addAll(code.main());
        lines.addAll(arguments);
        lines.addAll(moreArguments);
        ArgumentFile.write(file, lines);

        ProcessBuilder process = new ProcessBuilder(java.toString(), "@" + file);
        if (workingDirectory != null) {
            process.directory(workingDirectory.toFile());
        }
        Map<String, String> variables = process.environment();
        removeJvmOptions(variables);
        variables.putAll(environment);
        return process;
    }

    /**
     * The system properties that a worker started now should have but that a command line can't carry: those with a zero
     * character, with {@code =} in the name, or with characters that the system's encoding lacks.
     */
    public Map<String, String> lateProperties() {
        return new CarriedProperties(charset()).late();
    }

    static void removeJvmOptions(Map<String, String> environment) {
        for (String variable : NOT_INHERITED) {
            var _ = environment.remove(variable);
        }
    }

    /**
     * Has the archive made that later workers start sooner with, unless it is there, can't be made, or would not be used
     * by this command. Takes about two seconds of a processor, in a daemon thread and processes that end with this JVM.
     */
    public void makeArchive() {
        Archive archive = archive(ParentFlags.ofThisJvm());
        Path jar = CodePath.ownJar();
        if (archive == null || jar == null || trainingArguments.isEmpty()) {
            return;
        }
        if (archive.wasTried()) {
            archive.touch();
            return;
        }
        var _ = Thread.ofPlatform().daemon().name("cordage-archive").start(() -> train(archive, jar));
    }

    private void train(Archive archive, Path jar) {
        try {
            var lines = new ArrayList<String>();
            addOwn(lines);
            lines.addAll(moduleOptions(ParentFlags.ofThisJvm()));
            lines.add("-cp");
            lines.add(jar.toString());
            lines.add(mainClass);
            lines.addAll(trainingArguments);
            boolean _ = archive.make(List.of(java().toString()), lines);
        } catch (IOException _) {
            // No java: starting a worker says so.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The archive this command may use; null if something on the command line is in its way. */
    private @Nullable Archive archive(List<String> parents) {
        Path jar = trainingArguments.isEmpty() ? null : CodePath.ownJar();
        if (jar == null || heap > LARGEST_ARCHIVED_HEAP || !allHarmless(parents) || !allHarmless(jvmArgs)) {
            return null;
        }
        var all = new ArrayList<>(moduleOptions(parents));
        all.addAll(moduleOptions(jvmArgs));
        return all.size() == moduleOptions(parents).size() ? Archive.of(jar, all) : null;
    }

    private static List<String> moduleOptions(List<String> options) {
        var found = new ArrayList<String>();
        for (String option : options) {
            if (startsWithAny(option, KEYED)) {
                found.add(option);
            }
        }
        return found;
    }

    private static boolean allHarmless(List<String> options) {
        for (String option : options) {
            boolean harmless = startsWithAny(option, KEYED) || startsWithAny(option, HARMLESS);
            if (!harmless || option.startsWith("-Djava.system.class.loader=")) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithAny(String option, List<String> prefixes) {
        for (String prefix : prefixes) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private void addOwn(List<String> lines) {
        if (!anyStartsWith(COLLECTORS)) {
            lines.add("-XX:+UseSerialGC");
        }
        if (heap > 0 && !anyStartsWith(HEAP_SIZES)) {
            lines.add("-Xms" + Math.min(heap, INITIAL_HEAP));
            lines.add("-Xmx" + heap);
        }
        lines.add("-XX:-UsePerfData");
        lines.add("-XX:-CreateCoredumpOnCrash");
        // The same as here, but named, which spares a worker the search for it: a third of what its start takes beyond
        // that of any JVM.
        lines.add("-Djava.nio.channels.spi.SelectorProvider="
                + SelectorProvider.provider().getClass().getName());
    }

    private boolean anyStartsWith(List<String> prefixes) {
        for (String argument : jvmArgs) {
            if (startsWithAny(argument, prefixes)) {
                return true;
            }
        }
        return false;
    }

    private static void addCode(List<String> lines, CodePath code) {
        if (!code.modulePath().isEmpty()) {
            lines.add("--module-path");
            lines.add(code.modulePath());
        }
        if (!code.addModules().isEmpty()) {
            lines.add("--add-modules");
            lines.add(String.join(",", code.addModules()));
        }
        if (!code.classPath().isEmpty()) {
            lines.add("-cp");
            lines.add(code.classPath());
        }
    }

    private static Path java() throws IOException {
        String name = File.separatorChar == '\\' ? "java.exe" : "java";
        Path java = Path.of(System.getProperty("java.home", ""), "bin", name);
        if (!Files.isExecutable(java)) {
            throw new IOException("no worker can be started: there is no program " + java + " (java.home is "
                    + System.getProperty("java.home") + ")");
        }
        return java;
    }

    /** In which the worker will read its command line. With another locale in its environment: what all have in common. */
    private Charset charset() {
        for (String name : environment.keySet()) {
            if (name.equals("LANG") || name.startsWith("LC_")) {
                return StandardCharsets.US_ASCII;
            }
        }
        return ArgumentFile.nativeCharset();
    }

    /** Says what the worker's command line shall have. Not safe for use by several threads. */
    public static final class Builder {
        private final String mainClass;
        private long heap;
        private List<String> jvmArgs = List.of();
        private int debugPort;
        private final List<String> arguments = new ArrayList<>();
        private @Nullable Path workingDirectory;
        private Map<String, String> environment = Map.of();
        private List<String> trainingArguments = List.of();

        private Builder(String mainClass) {
            if (mainClass.isEmpty()) {
                throw new IllegalArgumentException("the name of the main class is empty");
            }
            this.mainClass = mainClass;
        }

        /**
         * The maximum heap, as a JVM is told: a number with {@code k}, {@code m} or {@code g}.
         *
         * @throws IllegalArgumentException if it isn't that, or less than 2 MB
         */
        public Builder heap(String size) {
            heap = bytes(size, "heap");
            return this;
        }

        /** The maximum heap is a share of what memory is left; see {@link Memory#heapShare}. */
        public Builder defaultHeapShare(int workers) {
            heap = Memory.heapShare(workers) >> 20 << 20;
            return this;
        }

        /** Options for the JVM, which win over all others. */
        public Builder jvmArgs(List<String> options) {
            for (String option : options) {
                if (!option.startsWith("-") || option.indexOf(0) >= 0) {
                    throw new IllegalArgumentException(
                            "a JVM option begins with - and has no zero character, but was \"" + option + "\"");
                }
            }
            jvmArgs = List.copyOf(options);
            return this;
        }

        /** A debugger may connect here, from this machine. */
        public Builder debugPort(int port) {
            if (port < 1 || port > 65_535) {
                throw new IllegalArgumentException("a port is from 1 to 65535, but was " + port);
            }
            debugPort = port;
            return this;
        }

        /** One more argument for the program. */
        public Builder argument(String argument) {
            if (argument.indexOf(0) >= 0) {
                throw new IllegalArgumentException("an argument has a zero character: " + argument);
            }
            arguments.add(argument);
            return this;
        }

        /** Where the worker runs; else where this JVM does. */
        public Builder workingDirectory(Path directory) {
            workingDirectory = directory;
            return this;
        }

        /** Variables beside or in place of this JVM's. */
        public Builder environment(Map<String, String> variables) {
            environment = new TreeMap<>(variables);
            return this;
        }

        /**
         * Workers start from an archive of classes where there is one. {@link WorkerCommand#makeArchive} makes it with a
         * run of the main class with these arguments, which does what a worker does, and ends by itself with exit code 0.
         */
        public Builder archive(List<String> trainingArguments) {
            this.trainingArguments = List.copyOf(trainingArguments);
            return this;
        }

        /** The command. */
        public WorkerCommand build() {
            return new WorkerCommand(this);
        }

        /** How many bytes a size such as {@code 256m} is. */
        public static long bytes(String size, String what) {
            int digits = 0;
            while (digits < size.length() && size.charAt(digits) >= '0' && size.charAt(digits) <= '9') {
                digits++;
            }
            int shift = switch (size.substring(digits)) {
                case "k", "K" -> 10;
                case "m", "M" -> 20;
                case "g", "G" -> 30;
                default -> -1;
            };
            if (digits == 0 || digits > 9 || shift < 0) {
                throw new IllegalArgumentException(
                        what + " must be a number with k, m or g, as in 256m, but was \"" + size + "\"");
            }
            long bytes = Long.parseLong(size.substring(0, digits)) << shift;
            if (bytes < LEAST_HEAP) {
                throw new IllegalArgumentException(what + " must be at least 2m, but was " + size);
            }
            return bytes;
        }
    }
}
