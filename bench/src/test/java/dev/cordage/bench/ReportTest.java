package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Machine MACHINE =
            new Machine("A CPU", 2, 8L << 30, "An OS", "A JVM 25", "2026-01-01 00:00 UTC", 0.25);

    private static final class Empty implements Suite {
        @Override
        public String name() {
            return "task";
        }

        @Override
        public String summary() {
            return "";
        }

        @Override
        public List<Case> cases(Plan plan) {
            return List.of();
        }

        @Override
        public List<String> remarks() {
            return List.of("no python3");
        }
    }

    @Test
    void badNumbersArePrintedLikeGoodOnes() {
        List<Row> rows = List.of(
                Rows.noise(0.9, 1.05),
                Rows.row("good", 2, new Range(1.5, 2.5), 1.5),
                Rows.row("bad", 0.5, new Range(0.25, 0.75), 1.5),
                Rows.row("unclear", 1.0, new Range(0.5, 1.5), null),
                Rows.failed("broken", 1.0));
        assertEquals("""
            cordage bench task --quick: medians of 8 rounds, taken in turns in one JVM
            A CPU, 2 cores, 8.0 GB; An OS; A JVM 25; 2026-01-01 00:00 UTC; load 0.25
            no python3

            case               ours           rival  against     ratio     spread        target  met
            A/A      1.00 M tasks/s  1.00 M tasks/s  rival        1.00  ~  0.90 .. 1.05
            good     2.00 M tasks/s  1.00 M tasks/s  the rival    2.00     1.50 .. 2.50    1.50  yes
            bad       500 k tasks/s  1.00 M tasks/s  the rival    0.50     0.25 .. 0.75    1.50  NO
            unclear  1.00 M tasks/s  1.00 M tasks/s  the rival    1.00  ~  0.50 .. 1.50
            broken                -               -  the rival  failed                     1.00  NO

            broken: FAILED: it broke
            ratio: how many times better ours is; spread: the middle half of all rounds.
            ~: may be chance: within the noise (0.90 .. 1.11, from A/A), or the spread has 1 in it.
            1 of 3 targets met.
            """, new Report(new Empty(), Plan.QUICK, MACHINE, rows).toString());
    }

    @Test
    void aBusyMachineIsSaidToBe() {
        Machine busy = new Machine("A CPU", 2, 8L << 30, "An OS", "A JVM 25", "now", 1.5);
        assertEquals(
                "A CPU, 2 cores, 8.0 GB; An OS; A JVM 25; now; load 1.50 (BUSY: other programs disturb these figures)",
                busy.toString());
    }
}
