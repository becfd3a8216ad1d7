package dev.cordage.bench;

import java.util.ArrayList;
import java.util.List;

/**
 * What an experiment measured.
 *
 * @param pairs figures of both sides that were measured right after each other, at least one
 * @param remarks what else a reader would like to know, one line each
 */
public record Samples(List<Pair> pairs, List<String> remarks) {
    /**
     * Two figures.
     *
     * @param ours ours
     * @param rival the rival's
     */
    public record Pair(double ours, double rival) {}

    public Samples {
        pairs = List.copyOf(pairs);
        remarks = List.copyOf(remarks);
        if (pairs.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
    }

    public Samples(List<Pair> pairs) {
        this(pairs, List.of());
    }

    /** One figure beside another, or beside a limit. */
    public static Samples single(double ours, double rival, String... remarks) {
        return new Samples(List.of(new Pair(ours, rival)), List.of(remarks));
    }

    /** All of several. */
    static Samples all(List<Samples> several) {
        return new Samples(
                several.stream().flatMap(samples -> samples.pairs.stream()).toList(),
                several.stream()
                        .flatMap(samples -> samples.remarks.stream())
                        .distinct()
                        .toList());
    }

    private static final String PAIR = "pair";
    private static final String REMARK = "remark";

    /** As lines of text, for {@link #fromLines}. */
    List<String> toLines() {
        List<String> lines = new ArrayList<>();
        pairs.forEach(pair -> lines.add(PAIR + " " + pair.ours + " " + pair.rival));
        remarks.forEach(remark -> lines.add(REMARK + " " + remark.replaceAll("\\R", " ")));
        return lines;
    }

    static Samples fromLines(List<String> lines) {
        List<Pair> pairs = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case PAIR -> {
                    String[] figures = words[1].split(" ", -1);
                    pairs.add(new Pair(Double.parseDouble(figures[0]), Double.parseDouble(figures[1])));
                }
                case REMARK -> remarks.add(words[1]);
                default -> throw new IllegalArgumentException("not a line of samples: " + line);
            }
        }
        return new Samples(pairs, remarks);
    }
}
