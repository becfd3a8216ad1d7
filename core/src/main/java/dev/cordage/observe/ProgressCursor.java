package dev.cordage.observe;

/**
 * Follows what the program writes to the terminal, as far as it must be known where the program's own line stands:
 * which column it has reached, and whether its last bytes are only the beginning of a character or of an escape
 * sequence. Guarded by the display's lock.
 */
final class ProgressCursor {

    /**
     * What the next byte belongs to.
     *
     * <pre>
     *   TEXT --ESC--> ESCAPE --'['--> SEQUENCE --final byte--> TEXT
     *                   |  '--']'--> STRING --BEL, ESC--> TEXT
     *                   '--other--> TEXT
     *   TEXT --lead byte of UTF-8--> CHARACTER --last continuation byte--> TEXT
     * </pre>
     */
    private enum State {
        TEXT,
        ESCAPE,
        SEQUENCE,
        STRING,
        CHARACTER
    }

    private State state = State.TEXT;
    private int column;
    private int character;
    private int missing;

    /** Columns from the start of the program's line; more than the terminal has if the line wrapped. */
    int column() {
        return column;
    }

    /** Whether a bar may be drawn here without tearing something apart. */
    boolean isWhole() {
        return state == State.TEXT;
    }

    void newLine() {
        state = State.TEXT;
        column = 0;
    }

    void advance(byte[] bytes, int offset, int length, boolean utf8) {
        int start = offset;
        for (int i = offset + length - 1; i >= offset; i--) {
            if (bytes[i] == '\n') {
                newLine();
                start = i + 1;
                break;
            }
        }
        for (int i = start; i < offset + length; i++) {
            advance(bytes[i] & 0xff, utf8);
        }
    }

    private void advance(int b, boolean utf8) {
        switch (state) {
            case TEXT -> text(b, utf8);
            case ESCAPE -> state = b == '[' ? State.SEQUENCE : b == ']' ? State.STRING : State.TEXT;
            case SEQUENCE -> state = b >= 0x40 && b <= 0x7e ? State.TEXT : State.SEQUENCE;
            case STRING -> state = b == 0x07 ? State.TEXT : b == 0x1b ? State.ESCAPE : State.STRING;
            case CHARACTER -> character(b, utf8);
        }
    }

    private void text(int b, boolean utf8) {
        if (b >= 0xc2 && b <= 0xf4 && utf8) {
            missing = b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3;
            character = b & (0x3f >> missing);
            state = State.CHARACTER;
        } else {
            switch (b) {
                case 0x1b -> state = State.ESCAPE;
                case '\r' -> column = 0;
                case '\b' -> column = Math.max(0, column - 1);
                case '\t' -> column = (column / 8 + 1) * 8;
                default -> column += b < 0x20 || b == 0x7f ? 0 : 1;
            }
        }
    }

    private void character(int b, boolean utf8) {
        if ((b & 0xc0) != 0x80) {
            state = State.TEXT;
            column++;
            text(b, utf8);
            return;
        }
        character = character << 6 | (b & 0x3f);
        missing--;
        if (missing == 0) {
            state = State.TEXT;
            column += ProgressText.width(character);
        }
    }
}
