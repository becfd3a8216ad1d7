package dev.cordage.observe;

import java.util.Locale;

/** How numbers and names look in a bar, and how many columns text takes. */
final class ProgressText {
    private static final String SUFFIXES = "kMGTPE";

    private ProgressText() {}

    /** {@code 0:07}, {@code 1:02:03}, {@code 3d 04h}; {@code >99d} for all that is longer. */
    static String duration(double seconds) {
        if (seconds >= 100 * 86_400.0) {
            return ">99d";
        }
        long s = (long) seconds;
        if (s < 3_600) {
            return String.format(Locale.ROOT, "%d:%02d", s / 60, s % 60);
        }
        if (s < 86_400) {
            return String.format(Locale.ROOT, "%d:%02d:%02d", s / 3_600, s / 60 % 60, s % 60);
        }
        return String.format(Locale.ROOT, "%dd %02dh", s / 86_400, s / 3_600 % 24);
    }

    /** {@code 148/s}, {@code 1.50k/s}; {@code 2.50 s/item} when slow; empty if unknown. */
    static String rate(double perSecond) {
        if (!(perSecond > 0)) {
            return "";
        }
        if (perSecond >= 1) {
            return number(perSecond) + "/s";
        }
        double seconds = 1 / perSecond;
        if (seconds < 60) {
            return number(seconds) + " s/item";
        }
        if (seconds < 3_600) {
            return number(seconds / 60) + " min/item";
        }
        return seconds < 100 * 3_600.0 ? number(seconds / 3_600) + " h/item" : "";
    }

    /** Three digits and a suffix. */
    static String number(double value) {
        String suffix = "";
        for (int i = 0; value >= 999.5 && i < SUFFIXES.length(); i++) {
            value /= 1_000;
            suffix = SUFFIXES.substring(i, i + 1);
        }
        String format = value < 9.995 ? "%.2f" : value < 99.95 ? "%.1f" : "%.0f";
        return String.format(Locale.ROOT, format, value) + suffix;
    }

    /** The name without anything that could move the cursor. */
    static String clean(String name) {
        StringBuilder clean = new StringBuilder(name.length());
        name.codePoints().forEach(c -> {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> clean.append(' ');
                case Character.FORMAT -> {}
                case Character.SURROGATE -> clean.append('?');
                default -> clean.appendCodePoint(c);
            }
        });
        return clean.toString().strip();
    }

    /** The text, shortened to this many columns with an ellipsis at its end. */
    static String clip(String text, int columns, String ellipsis) {
        if (width(text) <= columns) {
            return text;
        }
        boolean marked = columns >= width(ellipsis);
        int room = marked ? columns - width(ellipsis) : columns;
        StringBuilder clipped = new StringBuilder();
        int used = 0;
        int i = 0;
        while (i < text.length()) {
            int c = text.codePointAt(i);
            used += width(c);
            if (used > room) {
                break;
            }
            clipped.appendCodePoint(c);
            i += Character.charCount(c);
        }
        return marked ? clipped + ellipsis : clipped.toString();
    }

    static int width(String text) {
        return text.codePoints().map(ProgressText::width).sum();
    }

    /** Columns of one code point: 0 for what combines, 2 for the scripts and symbols that terminals draw wide. */
    static int width(int c) {
        if (c < 0x300) {
            return c < 0x20 || (c >= 0x7f && c < 0xa0) ? 0 : 1;
        }
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> 0;
            default -> isWide(c) ? 2 : 1;
        };
    }

    private static boolean isWide(int c) {
        return (c >= 0x1100 && c <= 0x115f)
                || (c >= 0x2e80 && c <= 0x303e)
                || (c >= 0x3041 && c <= 0xa4cf)
                || (c >= 0xa960 && c <= 0xa97f)
                || (c >= 0xac00 && c <= 0xd7a3)
                || (c >= 0xf900 && c <= 0xfaff)
                || (c >= 0xfe30 && c <= 0xfe6f)
                || (c >= 0xff00 && c <= 0xff60)
                || (c >= 0xffe0 && c <= 0xffe6)
                || Character.isEmojiPresentation(c)
                || (c >= 0x1f300 && c <= 0x1f64f)
                || (c >= 0x1f900 && c <= 0x1f9ff)
                || (c >= 0x17000 && c <= 0x18cff)
                || (c >= 0x20000 && c <= 0x3fffd);
    }
}
