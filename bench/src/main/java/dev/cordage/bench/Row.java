package dev.cordage.bench;

import java.util.ArrayList;
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
 * @param ratio how many times better ours is: the median of the ratios of all rounds; NaN if it failed
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

    /** Beside the rival whose median is best; the others are remarks. */
    static Row of(String suite, Case measured, Samples samples) {
        Unit unit = measured.unit();
        int best = best(unit, samples);
        Quantiles ratios = Quantiles.of(samples.rounds().stream()
                .map(round -> unit.ratio(round.ours(), round.rivals().get(best)))
                .toList());
        List<String> remarks = new ArrayList<>();
        for (int i = 0; i < samples.rivals(); i++) {
            if (i != best) {
                remarks.add(measured.rivalNames().get(i) + ": "
                        + unit.format(samples.rival(i).median()));
            }
        }
        remarks.addAll(samples.remarks());
        return new Row(
                suite,
                measured.name(),
                samples.ours().median(),
                samples.rival(best).median(),
                measured.rivalNames().get(best),
                unit,
                ratios.median(),
                ratios.without(QUARTER),
                measured.target(),
                measured.isNoise(),
                List.copyOf(remarks));
    }

    private static int best(Unit unit, Samples samples) {
        int best = 0;
        for (int i = 1; i < samples.rivals(); i++) {
            if (unit.ratio(samples.rival(i).median(), samples.rival(best).median()) > 1) {
                best = i;
            }
        }
        return best;
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
