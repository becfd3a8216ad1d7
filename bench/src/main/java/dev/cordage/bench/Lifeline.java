package dev.cordage.bench;

import java.io.IOException;

/** Ties this JVM to the one that started it. */
public final class Lifeline {
    private Lifeline() {}

    /** Ends this JVM as soon as its standard input ends, that is, when its parent has gone. */
    public static void hold() {
        Thread.ofPlatform().daemon().name("lifeline").start(() -> {
            try {
                while (System.in.read() >= 0) {}
            } catch (IOException _) {
                // Gone as well.
            }
            Runtime.getRuntime().halt(1);
        });
    }
}
