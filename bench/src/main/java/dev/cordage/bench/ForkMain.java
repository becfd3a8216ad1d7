package dev.cordage.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Measures one case: what a {@link Fork} runs. */
final class ForkMain {
    private ForkMain() {}

    /** Arguments: suite, whether it is quick, title of the case, file for the samples. */
    @SuppressWarnings("CatchAndPrintStackTrace") // the parent reads it
    public static void main(String[] args) {
        Lifeline.hold();
        int exitCode = 1;
        try {
            Plan plan = Plan.of(Boolean.parseBoolean(args[1]));
            Case measured = Suites.named(args[0]).cases(plan).stream()
                    .filter(one -> one.title().equals(args[2]))
                    .findFirst()
                    .orElseThrow();
            Samples samples = measured.experiment().run(plan);
            Files.write(Path.of(args[3]), samples.toLines());
            exitCode = 0;
        } catch (Throwable failure) {
            failure.printStackTrace();
        }
        System.exit(exitCode); // also where a side has left a thread behind
    }
}
