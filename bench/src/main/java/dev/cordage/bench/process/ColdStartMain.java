package dev.cordage.bench.process;

import dev.cordage.process.ProcessPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a {@link ColdStart} runs: for each line, the seconds until a new pool has its first result. */
final class ColdStartMain {
    private ColdStartMain() {}

    public static void main(String[] args) throws Exception {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (next(commands)) {
            System.out.println(firstResult());
        }
    }

    private static boolean next(BufferedReader commands) throws IOException {
        return commands.readLine() != null;
    }

    static double firstResult() throws Exception {
        long start = System.nanoTime();
        try (ProcessPool pool = ProcessPool.of(1)) {
            int one = pool.submit(() -> 1).get();
            double seconds = (System.nanoTime() - start) / 1e9;
            if (one != 1) {
                throw new IllegalStateException("wrong result: " + one);
            }
            return seconds;
        }
    }
}
