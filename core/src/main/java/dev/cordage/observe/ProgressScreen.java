package dev.cordage.observe;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Bars on a terminal.
 *
 * <p>The cursor belongs to the program. It stays where the program's text ended, and the bars are drawn on the lines
 * below it:
 *
 * <pre>
 *   earlier output
 *   Working... _              the program's line, empty or begun; the cursor rests here
 *   files  42% |####    | ... bars
 *   bytes  17% |##      | ...
 * </pre>
 *
 * <p>So nobody needs to know in which column the cursor is, text that comes past us (from a child process, say)
 * starts on a line of its own, and a program that is killed leaves nothing worse behind than a stale bar. A frame
 * makes room by moving the cursor down and up again (index, which keeps the column and scrolls at the bottom), saves
 * the cursor, draws, and restores it. Automatic wrapping is off within a frame, so that a bar stays on one line even
 * if the terminal is narrower than we were told.
 *
 * <p>What the program prints comes to {@link #print}: the bars are erased, the text is written by the program's own
 * stream, and the bars are drawn again, all under the display's lock. Where a bar would tear something apart (half a
 * character, half an escape sequence, a line that has filled its last column exactly, when the cursor hangs between
 * two lines) the bars stay away until more is printed. A bar that ended becomes a line of the program's output as
 * soon as the program's own line is complete.
 */
final class ProgressScreen implements ProgressDisplay {
    private static final String ERASE_BELOW = "\033[J";
    private static final String ERASE_REST_OF_LINE = "\033[K";
    private static final String WRAP_OFF = "\033[?7l";
    private static final String WRAP_ON = "\033[?7h";
    private static final String DOWN = "\033D";
    private static final String UP = "A";
    private static final String CSI = "\033[";
    private static final String SAVE = "\0337";
    private static final String RESTORE = "\0338";
    private static final String PLAIN = "\033[0m";
    private static final String NEXT_LINE = "\r\n";

    private final ProgressHost host;
    private final ProgressSurface surface;

    /** The display's lock. Guards all that follows and every byte to the terminal. */
    private final ProgressLock lock;

    private final ProgressCursor cursor = new ProgressCursor();
    /** Last lines of bars that ended while the program's line was not complete. */
    private final List<String> endedLines = new ArrayList<>();
    /** What draws the bars as they were last; empty if there are none. */
    private String frame = "";
    /** Whether the frame is on the terminal. */
    private boolean drawn;
    /** Set for good when the terminal is gone or the program exits. */
    private boolean over;

    ProgressScreen(ProgressHost host, ProgressSurface surface, ProgressLock lock) {
        this.host = host;
        this.surface = surface;
        this.lock = lock;
    }

    @Override
    public void show(Supplier<Scene> source) {
        if (!lock.enter()) {
            return;
        }
        try {
            if (lock.isNested()) {
                return; // a stream of the program closes a bar while it writes: the next tick will do
            }
            Scene scene = source.get();
            for (ProgressReading reading : scene.ended()) {
                endedLines.add(ProgressLine.drawn(reading, surface, 0));
            }
            String settled = (cursor.column() == 0 && mayDraw()) || scene.open().isEmpty() ? settleEnded() : "";
            frame = frame(openLines(scene.open()));
            if (!frame.isEmpty() && mayDraw()) {
                drawn = true;
                draw(settled + frame);
            } else if (frame.isEmpty() && drawn) {
                drawn = false;
                draw(ERASE_BELOW);
            } else {
                draw(settled);
            }
        } finally {
            lock.leave();
        }
    }

    @Override
    public void leave(List<ProgressReading> last) {
        if (!lock.enter()) {
            return;
        }
        try {
            List<String> lines = new ArrayList<>(endedLines);
            for (ProgressReading reading : last) {
                lines.add(ProgressLine.drawn(reading, surface, 0));
            }
            if (!lines.isEmpty()) {
                // Below the program's line, whatever stands there: a prompt, or the terminal's echo of a Ctrl-C.
                draw(ERASE_BELOW + WRAP_OFF + NEXT_LINE + String.join(NEXT_LINE, lines) + WRAP_ON + NEXT_LINE);
            }
            over = true;
            drawn = false;
        } finally {
            lock.leave();
        }
    }

    /**
     * Writes a piece of the program's output to the program's own stream, with the bars out of the way. Returns
     * whether the stream took it.
     */
    boolean print(PrintStream stream, byte[] bytes, int offset, int length) {
        boolean entered = lock.enter();
        if (!entered || lock.isNested()) {
            // Better an untidy screen than a deadlock; and within a piece that is just being written, the bars are away
            // already.
            try {
                return write(stream, bytes, offset, length);
            } finally {
                if (entered) {
                    lock.leave();
                }
            }
        }
        try {
            if (drawn) {
                drawn = false;
                draw(ERASE_BELOW);
            }
            boolean written = write(stream, bytes, offset, length);
            cursor.advance(bytes, offset, length, stream.charset().equals(StandardCharsets.UTF_8));
            if (!frame.isEmpty() && mayDraw()) {
                drawn = true;
                draw(frame);
            }
            return written;
        } finally {
            lock.leave();
        }
    }

    private static boolean write(PrintStream stream, byte[] bytes, int offset, int length) {
        stream.write(bytes, offset, length);
        return !stream.checkError();
    }

    private boolean mayDraw() {
        int column = cursor.column();
        return cursor.isWhole() && (column == 0 || column % surface.columns() != 0);
    }

    /** Text that turns the bars that ended into lines of output. */
    private String settleEnded() {
        if (endedLines.isEmpty()) {
            return "";
        }
        String start = ERASE_BELOW + WRAP_OFF + (cursor.column() == 0 ? "" : NEXT_LINE);
        String text = start + String.join(NEXT_LINE, endedLines) + WRAP_ON + NEXT_LINE;
        endedLines.clear();
        cursor.newLine();
        drawn = false;
        return text;
    }

    private List<String> openLines(List<ProgressMeter> open) {
        long now = host.nanoTime();
        List<ProgressReading> readings =
                open.stream().map(meter -> meter.sample(now)).toList();
        int nameWidth = readings.stream()
                .mapToInt(reading -> ProgressLine.nameWidth(reading, surface))
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>(endedLines);
        readings.forEach(reading -> lines.add(ProgressLine.drawn(reading, surface, nameWidth)));
        int rows = surface.rows();
        if (lines.size() > rows) {
            int hidden = lines.size() - rows + 1;
            lines.subList(rows - 1, lines.size()).clear();
            lines.add("(" + hidden + " more)");
        }
        return lines;
    }

    private static String frame(List<String> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        StringBuilder frame = new StringBuilder(WRAP_OFF);
        frame.repeat(DOWN, lines.size()).append(CSI).append(lines.size()).append(UP);
        frame.append(SAVE).append(PLAIN);
        for (String line : lines) {
            frame.append(NEXT_LINE).append(line).append(ERASE_REST_OF_LINE);
        }
        return frame.append(ERASE_BELOW).append(RESTORE).append(WRAP_ON).toString();
    }

    private void draw(String text) {
        if (over || text.isEmpty()) {
            return;
        }
        try {
            host.draw(text);
        } catch (IOException _) {
            // The terminal is gone, and with it whoever could be told. What the program prints fails by itself.
            over = true;
        }
    }
}
