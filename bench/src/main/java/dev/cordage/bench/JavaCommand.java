package dev.cordage.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How to start another JVM like this one. */
public final class JavaCommand {
    private JavaCommand() {}

    /** The command line for a main class of ours, with a fixed heap that is there from the start. */
    public static List<String> of(String heap, Class<?> main, String... args) {
        return of(heap, List.of(), main, args);
    }

    /** One with more options. */
    public static List<String> of(String heap, List<String> options, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+AlwaysPreTouch"));
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }
}
