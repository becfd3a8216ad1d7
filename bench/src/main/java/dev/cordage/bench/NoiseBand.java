package dev.cordage.bench;

import java.util.List;

/** How much of a difference may be chance. */
final class NoiseBand {
    private NoiseBand() {}

    /** The widest spread of those rows that show a rival against itself; {@link Range#NONE} if there are none. */
    static Range of(List<Row> rows) {
        return rows.stream()
                .filter(row -> row.isNoise() && !row.hasFailed())
                .map(row -> row.spread().aroundOne())
                .reduce((a, b) -> a.high() >= b.high() ? a : b)
                .orElse(Range.NONE);
    }
}
