package dev.cordage.bench.task;

import dev.cordage.bench.task.CensusJvm.Result;
import dev.cordage.bench.task.CensusJvm.Share;
import dev.cordage.cli.demo.Census;
import dev.cordage.cli.demo.RuntimeImage;
import dev.cordage.cli.demo.Slice;
import dev.cordage.task.Pool;
import dev.cordage.task.ThreadPool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;

/** What a {@link CensusJvm} runs. It ends when its standard input does. */
final class CensusMain {
    private static final int SLICE = 64;

    private CensusMain() {}

    /** Arguments: its share, how many files at most. */
    public static void main(String[] args) throws IOException {
        Share share = Share.valueOf(args[0]);
        List<Slice> slices = slices(Integer.parseInt(args[1]), share);
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        System.out.println(CensusJvm.READY);
        while (CensusJvm.GO.equals(commands.readLine())) {
            long start = System.nanoTime();
            Census census = share == Share.WHOLE ? onPool(slices) : alone(slices);
            double seconds = (System.nanoTime() - start) / 1e9;
            Result result = new Result(
                    seconds,
                    census.total().files(),
                    census.instructions().values().stream()
                            .mapToLong(Long::longValue)
                            .sum());
            System.out.println(result.seconds() + " " + result.files() + " " + result.instructions());
        }
    }

    /** Files from all over the image, cut into slices; for a half, every other one. */
    private static List<Slice> slices(int most, Share share) throws IOException {
        List<String> all = RuntimeImage.classFiles();
        int step = Math.max(1, all.size() / most);
        List<String> some = IntStream.iterate(0, i -> i < all.size(), i -> i + step)
                .limit(most)
                .mapToObj(all::get)
                .toList();
        List<Slice> slices = Slice.of(some, SLICE);
        return switch (share) {
            case WHOLE -> slices;
            case FIRST_HALF -> everyOther(slices, 0);
            case SECOND_HALF -> everyOther(slices, 1);
        };
    }

    private static List<Slice> everyOther(List<Slice> slices, int from) {
        return IntStream.iterate(from, i -> i < slices.size(), i -> i + 2)
                .mapToObj(slices::get)
                .toList();
    }

    private static Census onPool(List<Slice> slices) {
        try (Pool pool = ThreadPool.of(2)) {
            return pool.map(Slice::census, slices).unordered().collect(Census.merging());
        }
    }

    private static Census alone(List<Slice> slices) {
        return slices.stream().map(CensusMain::census).collect(Census.merging());
    }

    private static Census census(Slice slice) {
        try {
            return slice.census();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
