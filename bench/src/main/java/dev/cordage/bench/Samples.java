package dev.cordage.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an experiment measured.
 *
 * @param rounds figures of all sides that were measured right after each other, at least one, all with as many rivals
 * @param remarks what else a reader would like to know, one line each
 */
public record Samples(List<Round> rounds, List<String> remarks) {
    /**
     * A figure of each side.
     *
     * @param ours ours
     * @param rivals those of the rivals, at least one
     */
    public record Round(double ours, List<Double> rivals) {
        public Round {
            rivals = List.copyOf(rivals);
            if (rivals.isEmpty()) {
                throw new IllegalArgumentException("no rival");
            }
        }

        /** One with a single rival. */
        public Round(double ours, double rival) {
            this(ours, List.of(rival));
        }
    }

    public Samples {
        rounds = List.copyOf(rounds);
        remarks = List.copyOf(remarks);
        if (rounds.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        if (rounds.stream().mapToInt(round -> round.rivals.size()).distinct().count() > 1) {
            throw new IllegalArgumentException("rounds with different rivals");
        }
    }

    public Samples(List<Round> rounds) {
        this(rounds, List.of());
    }

    /** One figure beside another, or beside a limit. */
    public static Samples single(double ours, double rival, String... remarks) {
        return new Samples(List.of(new Round(ours, rival)), List.of(remarks));
    }

    /** All of several. */
    static Samples all(List<Samples> several) {
        return new Samples(
                several.stream().flatMap(samples -> samples.rounds.stream()).toList(),
                several.stream()
                        .flatMap(samples -> samples.remarks.stream())
                        .distinct()
                        .toList());
    }

    /** How many rivals there are. */
    int rivals() {
        return rounds.getFirst().rivals.size();
    }

    /** All figures of ours. */
    Quantiles ours() {
        return Quantiles.of(rounds.stream().map(Round::ours).toList());
    }

    /** All figures of one rival. */
    Quantiles rival(int index) {
        return Quantiles.of(
                rounds.stream().map(round -> round.rivals.get(index)).toList());
    }

    private static final String ROUND = "round";
    private static final String REMARK = "remark";

    /** As lines of text, for {@link #fromLines}. */
    List<String> toLines() {
        List<String> lines = new ArrayList<>();
        for (Round round : rounds) {
            StringBuilder line = new StringBuilder(ROUND + " " + round.ours);
            round.rivals.forEach(figure -> line.append(' ').append(figure));
            lines.add(line.toString());
        }
        remarks.forEach(remark -> lines.add(REMARK + " " + remark.replaceAll("\\R", " ")));
        return lines;
    }

    static Samples fromLines(List<String> lines) {
        List<Round> rounds = new ArrayList<>();
        List<String> remarks = new ArrayList<>();
        for (String line : lines) {
            String[] words = line.split(" ", 2);
            switch (words[0]) {
                case ROUND -> {
                    List<Double> figures = Arrays.stream(words[1].split(" ", -1))
                            .map(Double::valueOf)
                            .toList();
                    rounds.add(new Round(figures.getFirst(), figures.subList(1, figures.size())));
                }
                case REMARK -> remarks.add(words[1]);
                default -> throw new IllegalArgumentException("not a line of samples: " + line);
            }
        }
        return new Samples(rounds, remarks);
    }
}
