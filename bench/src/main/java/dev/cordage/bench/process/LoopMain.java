package dev.cordage.bench.process;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** What a {@link LoopJvm} runs: for each line with a range of seeds and a number of steps, the sum of the results. */
final class LoopMain {
    private LoopMain() {}

    public static void main(String[] args) throws IOException {
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = commands.readLine(); line != null; line = commands.readLine()) {
            String[] words = line.split(" ", -1);
            long sum = 0;
            for (int seed = Integer.parseInt(words[0]); seed < Integer.parseInt(words[1]); seed++) {
                sum += Loop.run(seed, Long.parseLong(words[2]));
            }
            System.out.println(sum);
        }
    }
}
