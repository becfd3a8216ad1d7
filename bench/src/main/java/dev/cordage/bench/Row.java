package dev.cordage.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of the report.
 *
 * @param suite the suite
 * @param name the case
 * @param ours the median of our figures; NaN if it failed
 * @param rival the median of the rival's figures; NaN if it failed
 * @param rivalName the rival
 * @param unit of both figures
 * @param ratio how many times better ours is: the median of the ratios of all pairs; NaN if it failed
 * @param spread the middle half of these ratios
 * @param target what the ratio should at least be, or null
 * @param isNoise whether it shows the rival against itself
 * @param remarks what else there is to say
 */
public record Row(
        String suite,
        String name,
        double ours,
        double rival,
        String rivalName,
        Unit unit,
        double ratio,
        Range spread,
        @Nullable Double target,
        boolean isNoise,
        List<String> remarks) {

    private static final double QUARTER = 0.25;

    static Row of(String suite, Case measured, Samples samples) {
        Unit unit = measured.unit();
        Quantiles ratios = Quantiles.of(samples.pairs().stream()
                .map(pair -> unit.ratio(pair.ours(), pair.rival()))
                .toList());
        return new Row(
                suite,
                measured.name(),
                Quantiles.of(samples.pairs().stream().map(Samples.Pair::ours).toList())
                        .median(),
                Quantiles.of(samples.pairs().stream().map(Samples.Pair::rival).toList())
                        .median(),
                measured.rivalName(),
                unit,
                ratios.median(),
                ratios.without(QUARTER),
                measured.target(),
                measured.isNoise(),
                samples.remarks());
    }

    static Row failed(String suite, Case measured, String why) {
        return new Row(
                suite,
                measured.name(),
                Double.NaN,
                Double.NaN,
                measured.rivalName(),
                measured.unit(),
                Double.NaN,
                Range.NONE,
                measured.target(),
                measured.isNoise(),
                List.of("FAILED: " + why));
    }

    boolean hasFailed() {
        return Double.isNaN(ratio);
    }

    /** Whether the target is met; null if there is none. */
    @Nullable Boolean met() {
        return target == null ? null : (Boolean) (ratio >= target);
    }

    /** Whether the difference may be chance: by the noise of the suite, or by its own spread. Single figures never. */
    boolean isWithin(Range noise) {
        return spread.low() < spread.high() && (noise.contains(ratio) || spread.contains(1));
    }
}
