package dev.cordage.internal.launch;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/** The options this JVM was started with that a worker gets too. */
final class ParentFlags {
    /*
     * On Linux they are in /proc/self/cmdline, up to the main class, with argument files to be expanded; the launcher
     * and the JVM also take options from the environment. Elsewhere, or when an argument file is gone, the JVM is asked,
     * which costs the loading of java.management.
     *
     * What is carried is what the lists below name, and nothing else. What must never be carried (heap and collector
     * settings, agents, jdwp, JMX ports, logs and dumps to files) is in none of them.
     */

    /** With a value, which may also be the next argument. */
    private static final List<String> CARRIED_WITH_VALUE = List.of(
            "--add-opens",
            "--add-exports",
            "--add-reads",
            "--add-modules",
            "--enable-native-access",
            "--patch-module",
            "--limit-modules",
            "--upgrade-module-path");

    /** As they are. */
    private static final List<String> CARRIED = List.of("--enable-preview");

    /** By their beginnings. Properties of {@code -D} come with the current system properties but for these. */
    private static final List<String> CARRIED_BY_PREFIX = List.of(
            "--illegal-native-access=",
            "--sun-misc-unsafe-memory-access=",
            "-Djava.",
            "-Djdk.",
            "-Xss",
            "-Xbootclasspath/a:",
            "-XX:ThreadStackSize=",
            "-XX:MaxJavaStackTraceDepth=",
            "-XX:+OmitStackTraceInFastThrow",
            "-XX:-OmitStackTraceInFastThrow",
            "-XX:+ShowCodeDetailsInExceptionMessages",
            "-XX:-ShowCodeDetailsInExceptionMessages");

    /** Of those, what describes or endangers the JVM itself. */
    private static final List<String> NOT_CARRIED_BY_PREFIX = List.of(
            "-Djava.class.path=",
            "-Djava.home=",
            "-Djava.vm.",
            "-Djava.version",
            "-Djdk.module.",
            "-Djdk.internal.",
            "-Djava.rmi.server.hostname=");

    /** Assertions, with or without a package or class behind a colon. */
    private static final List<String> ASSERTIONS = List.of(
            "-ea",
            "-da",
            "-esa",
            "-dsa",
            "-enableassertions",
            "-disableassertions",
            "-enablesystemassertions",
            "-disablesystemassertions");

    /** Options of the launcher whose value is the next argument, and which are not carried. */
    private static final List<String> SKIPPED_WITH_VALUE =
            List.of("-cp", "-classpath", "--class-path", "-p", "--module-path", "--source", "-d", "--describe-module");

    private ParentFlags() {}

    /** Of this JVM; read once. */
    static List<String> ofThisJvm() {
        return OfThisJvm.FLAGS;
    }

    private static final class OfThisJvm {
        static final List<String> FLAGS = read();

        private OfThisJvm() {}

        private static List<String> read() {
            try {
                return List.copyOf(
                        ofCommandLine(arguments(Path.of("/proc/self/cmdline")), System.getenv(), Path.of("")));
            } catch (IOException | InvalidPathException _) {
                // Not Linux, or a file that was there at the start is gone: the JVM knows too.
                return List.copyOf(carried(askJvm()));
            }
        }
    }

    static List<String> arguments(Path commandLine) throws IOException {
        String text = new String(Files.readAllBytes(commandLine), ArgumentFile.nativeCharset());
        var arguments = new ArrayList<String>();
        int start = 0;
        for (int end = text.indexOf('\0'); end >= 0; end = text.indexOf('\0', start)) {
            arguments.add(text.substring(start, end));
            start = end + 1;
        }
        return arguments;
    }

    /**
     * What is carried of a command line, its program first, and of the environment it was started in.
     *
     * @throws IOException if an argument file can't be read
     */
    static List<String> ofCommandLine(List<String> arguments, Map<String, String> environment, Path directory)
            throws IOException {
        var options = new ArrayList<String>();
        options.addAll(ArgumentFile.parse(environment.getOrDefault("JAVA_TOOL_OPTIONS", "")));
        boolean launcher = !arguments.isEmpty() && isLauncher(arguments.getFirst());
        if (launcher) {
            options.addAll(expand(
                    ArgumentFile.parse(environment.getOrDefault("JDK_JAVA_OPTIONS", "")), directory, new boolean[1]));
        }
        List<String> own = arguments.isEmpty() ? List.of() : arguments.subList(1, arguments.size());
        options.addAll(launcher ? expand(own, directory, new boolean[1]) : List.of());
        if (!launcher && !arguments.isEmpty()) {
            // A native launcher of its own has passed options that only the JVM knows.
            options.addAll(askJvm());
        }
        options.addAll(ArgumentFile.parse(environment.getOrDefault("_JAVA_OPTIONS", "")));
        return carried(options);
    }

    private static boolean isLauncher(String program) {
        String name = program.substring(program.lastIndexOf(File.separatorChar) + 1);
        return name.equals("java") || name.equals("java.exe") || name.equals("javaw.exe");
    }

    /** The options before the main class, with those in argument files in place of these; stops what it is told to. */
    private static List<String> expand(List<String> arguments, Path directory, boolean[] ended) throws IOException {
        var options = new ArrayList<String>();
        boolean files = true;
        for (int i = 0; i < arguments.size() && !ended[0]; i++) {
            String argument = arguments.get(i);
            if (files && argument.startsWith("@") && argument.length() > 1) {
                if (argument.startsWith("@@")) {
                    break;
                }
                Path file = directory.resolve(argument.substring(1));
                String text = new String(Files.readAllBytes(file), ArgumentFile.nativeCharset());
                // The files in a file are not expanded, and neither is what follows a main class in one.
                options.addAll(untilMain(ArgumentFile.parse(text), ended));
            } else if (argument.equals("--disable-@files")) {
                files = false;
            } else {
                int next = untilMain(arguments, i, options, ended);
                i = next - 1;
            }
        }
        return options;
    }

    private static List<String> untilMain(List<String> arguments, boolean[] ended) {
        var options = new ArrayList<String>();
        for (int i = 0; i < arguments.size() && !ended[0]; ) {
            i = untilMain(arguments, i, options, ended);
        }
        return options;
    }

    /** Takes the option at the index, with its value, and returns the index behind it; notes the main class. */
    private static int untilMain(List<String> arguments, int at, List<String> options, boolean[] ended) {
        String argument = arguments.get(at);
        boolean hasNext = at + 1 < arguments.size();
        if (argument.equals("-jar") && hasNext) {
            options.addAll(ofManifest(arguments.get(at + 1)));
            ended[0] = true;
        } else if (argument.equals("-m") || argument.equals("--module") || !argument.startsWith("-")) {
            ended[0] = true;
        } else if (argument.startsWith("--module=")) {
            ended[0] = true;
        } else if (CARRIED_WITH_VALUE.contains(argument) && hasNext) {
            options.add(argument + "=" + arguments.get(at + 1));
            return at + 2;
        } else if (SKIPPED_WITH_VALUE.contains(argument)) {
            return at + 2;
        } else {
            options.add(argument);
        }
        return at + 1;
    }

    /** What the manifest of an executable jar asks for. */
    private static List<String> ofManifest(String jar) {
        var options = new ArrayList<String>();
        try (JarFile file = new JarFile(jar)) {
            Manifest manifest = file.getManifest();
            if (manifest != null) {
                Attributes attributes = manifest.getMainAttributes();
                addEach(options, "--add-exports=", attributes.getValue("Add-Exports"));
                addEach(options, "--add-opens=", attributes.getValue("Add-Opens"));
                String access = attributes.getValue("Enable-Native-Access");
                if (access != null) {
                    options.add("--enable-native-access=" + access.strip());
                }
            }
        } catch (IOException _) {
            // It could be read when this JVM started. What it asked for is lost, the jar itself too.
        }
        return options;
    }

    private static void addEach(List<String> options, String option, @Nullable String packages) {
        if (packages != null) {
            for (String name : ArgumentFile.parse(packages)) {
                options.add(option + name + "=ALL-UNNAMED");
            }
        }
    }

    /** Those of the options that a worker gets. */
    static List<String> carried(List<String> options) {
        var carried = new ArrayList<String>();
        for (String option : options) {
            if (isCarried(option)) {
                carried.add(option);
            }
        }
        return carried;
    }

    private static boolean isCarried(String option) {
        int value = option.indexOf('=');
        boolean withValue = value > 0 && CARRIED_WITH_VALUE.contains(option.substring(0, value));
        if (withValue || CARRIED.contains(option)) {
            return true;
        }
        int colon = option.indexOf(':');
        if (ASSERTIONS.contains(colon < 0 ? option : option.substring(0, colon))) {
            return true;
        }
        for (String prefix : NOT_CARRIED_BY_PREFIX) {
            if (option.startsWith(prefix)) {
                return false;
            }
        }
        for (String prefix : CARRIED_BY_PREFIX) {
            if (option.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** The options as {@code java.management} tells them; none where that module is not there. */
    private static List<String> askJvm() {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getRuntimeMXBean")
                    .invoke(null);
            Object options = Class.forName("java.lang.management.RuntimeMXBean")
                    .getMethod("getInputArguments")
                    .invoke(bean);
            var texts = new ArrayList<String>();
            if (options instanceof List<?> list) {
                for (Object option : list) {
                    texts.add(String.valueOf(option));
                }
            }
            return texts;
        } catch (ClassNotFoundException | NoSuchMethodException | IllegalAccessException _) {
            return List.of();
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("the options of this JVM can't be asked for", e.getCause());
        }
    }
}
