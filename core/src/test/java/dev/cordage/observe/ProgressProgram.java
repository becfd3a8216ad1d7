package dev.cordage.observe;

import java.util.List;

/** A program with bars, to be run by {@link ProgressProgramTest} in a JVM of its own. */
final class ProgressProgram {
    private ProgressProgram() {}

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "loop" -> {
                for (int i : Progress.over("files", List.of(1, 2, 3))) {
                    System.out.print("é item " + i);
                    System.out.println(" of 3 \ud83d\ude80");
                    System.err.println("error " + i);
                }
                System.out.write(new byte[] {0, (byte) 0xff, 7}, 0, 3);
                System.out.flush();
            }
            case "exit" -> {
                Progress bar = Progress.start("files", 4);
                bar.step(2);
                System.err.println("before");
                System.exit(bar.done() == 2 ? 3 : 4);
            }
            case "forgotten" -> Progress.start("files", 4).step();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }
}
