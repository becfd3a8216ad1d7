package dev.cordage.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A reading as a line of text. */
final class ProgressLine {
    private static final int LONGEST_PLAIN_NAME = 60;
    private static final int WIDEST_BAR = 40;
    private static final int NARROWEST_BAR = 5;
    private static final double ROUNDING = 0.05;
    private static final String EIGHTHS = " ▏▎▍▌▋▊▉";
    private static final String GREEN = "\033[32m";
    private static final String RED = "\033[31m";
    private static final String NO_COLOR = "\033[39m";

    private ProgressLine() {}

    /** For logs: {@code files  42% 420/1000, 148/s, 0:03, 0:04 left, 2 failed}, without a bar. */
    static String plain(ProgressReading reading) {
        String name = ProgressText.clip(ProgressText.clean(reading.name()), LONGEST_PLAIN_NAME, "...");
        return head(name, reading) + String.join(", ", new Facts(reading).shown());
    }

    /** How wide the name of this reading would be drawn. */
    static int nameWidth(ProgressReading reading, ProgressSurface surface) {
        return ProgressText.width(name(reading, surface));
    }

    /**
     * For a terminal: name, percentage, bar and facts, at most one column less than the surface is wide. What does
     * not fit is left out: the bar first, then rate, elapsed and remaining time.
     *
     * @param nameWidth columns to fill up the name to, so that bars above each other line up
     */
    static String drawn(ProgressReading reading, ProgressSurface surface, int nameWidth) {
        int room = surface.columns() - 1;
        String name = name(reading, surface);
        String head = head(name + " ".repeat(Math.max(0, nameWidth - ProgressText.width(name))), reading);
        Facts facts = new Facts(reading);
        while (ProgressText.width(head) + facts.width() > room && facts.dropOne()) {}
        int left = room - ProgressText.width(head) - facts.width();
        if (left < 0) {
            String all = head + String.join(", ", facts.shown());
            return ProgressText.clip(all, room, surface.ellipsis());
        }
        int cells = Math.min(WIDEST_BAR, left - 3);
        String bar = reading.sized() && cells >= NARROWEST_BAR ? bar(reading.fraction(), cells, surface) : "";
        return head + bar + String.join(", ", facts.colored(surface.color()));
    }

    private static String name(ProgressReading reading, ProgressSurface surface) {
        return ProgressText.clip(
                ProgressText.clean(reading.name()), Math.max(8, surface.columns() / 3), surface.ellipsis());
    }

    private static String head(String name, ProgressReading reading) {
        String percent = reading.sized() ? String.format(Locale.ROOT, "%3d%% ", reading.percent()) : "";
        return name.isEmpty() ? percent : name + " " + percent;
    }

    private static String bar(double fraction, int cells, ProgressSurface surface) {
        StringBuilder bar = new StringBuilder("|").append(surface.color() ? GREEN : "");
        int full = (int) (fraction * cells);
        bar.repeat(surface.unicode() ? "█" : "#", full);
        if (full < cells) {
            int eighth = (int) ((fraction * cells - full) * 8);
            bar.append(surface.unicode() ? EIGHTHS.charAt(eighth) : ' ');
            bar.repeat(" ", cells - full - 1);
        }
        return bar.append(surface.color() ? NO_COLOR : "").append("| ").toString();
    }

    /** The part after the bar, which can do without some of its facts. */
    private static final class Facts {
        private final String count;
        private final String stopped;
        private final String failed;
        /** Remaining time, elapsed time, rate: the last is dropped first. */
        private final List<String> spare = new ArrayList<>();

        Facts(ProgressReading r) {
            count = r.sized() ? r.done() + "/" + r.total() : Long.toString(r.done());
            stopped = r.stopped() ? "stopped" : "";
            failed = r.failed() > 0 ? r.failed() + " failed" : "";
            double seconds = r.secondsLeft();
            spare.add(Double.isNaN(seconds) ? "" : ProgressText.duration(Math.ceil(seconds - ROUNDING)) + " left");
            spare.add(ProgressText.duration(r.elapsedNanos() / 1e9));
            spare.add(ProgressText.rate(r.perSecond()));
        }

        boolean dropOne() {
            if (spare.isEmpty()) {
                return false;
            }
            spare.removeLast();
            return true;
        }

        List<String> shown() {
            List<String> shown = new ArrayList<>();
            shown.add(count);
            shown.addAll(spare.reversed());
            shown.add(stopped);
            shown.add(failed);
            shown.removeIf(String::isEmpty);
            return shown;
        }

        int width() {
            return ProgressText.width(String.join(", ", shown()));
        }

        List<String> colored(boolean color) {
            List<String> shown = shown();
            if (color && !failed.isEmpty()) {
                shown.set(shown.size() - 1, RED + failed + NO_COLOR);
            }
            return shown;
        }
    }
}
