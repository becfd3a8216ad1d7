package dev.cordage.observe;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A terminal, as far as bars and tests need one: it wraps and scrolls as a VT100 does, keeps what scrolled off the
 * top, and notes everything that it does not understand, torn characters included.
 */
final class VirtualTerminal {
    private final int columns;
    private final int rows;
    private final List<String> history = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private String[][] cells;
    private int row;
    private int column;
    private boolean wrapPending;
    private boolean wraps = true;
    private int savedRow;
    private int savedColumn;
    private String sequence = "";
    private byte[] character = {};

    VirtualTerminal(int columns, int rows) {
        this.columns = columns;
        this.rows = rows;
        this.cells = new String[rows][];
        for (int i = 0; i < rows; i++) {
            cells[i] = blank();
        }
    }

    /** A stream into this terminal, which turns line feeds into new lines as a tty does. */
    OutputStream stream() {
        return new OutputStream() {
            @Override
            public void write(int b) {
                write(new byte[] {(byte) b}, 0, 1);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                feed(Arrays.copyOfRange(bytes, offset, offset + length));
            }
        };
    }

    synchronized void feed(byte[] bytes) {
        for (byte b : bytes) {
            feed(b);
        }
    }

    /** All lines from the first that was written to the last that is not blank, without trailing blanks. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>(history);
        for (String[] line : cells) {
            lines.add(text(line));
        }
        while (!lines.isEmpty() && lines.getLast().isEmpty()) {
            lines.removeLast();
        }
        return lines;
    }

    /** What was not understood, or left unfinished. */
    synchronized List<String> complaints() {
        List<String> all = new ArrayList<>(complaints);
        if (!sequence.isEmpty() || character.length > 0) {
            all.add("unfinished sequence or character");
        }
        if (!wraps) {
            all.add("wrapping is left off");
        }
        return all;
    }

    synchronized int cursorColumn() {
        return column;
    }

    /** The text of the line the cursor is on. */
    synchronized String cursorLine() {
        return text(cells[row]);
    }

    private void feed(byte b) {
        if (character.length > 0 || b < 0) {
            character = Arrays.copyOf(character, character.length + 1);
            character[character.length - 1] = b;
            int length = (character[0] & 0xe0) == 0xc0 ? 2 : (character[0] & 0xf0) == 0xe0 ? 3 : 4;
            boolean torn = character.length > 1 && (b & 0xc0) != 0x80;
            if (torn || (character[0] & 0xc0) == 0x80) {
                complaints.add("torn character " + Arrays.toString(character));
                character = new byte[0];
            } else if (character.length == length) {
                put(new String(character, StandardCharsets.UTF_8));
                character = new byte[0];
            }
        } else if (!sequence.isEmpty()) {
            sequence += (char) b;
            boolean csi = sequence.startsWith("\033[");
            if (csi ? sequence.length() > 2 && b >= 0x40 : sequence.length() == 2) {
                String whole = sequence;
                sequence = "";
                escape(whole.substring(1));
            }
        } else {
            switch (b) {
                case 0x1b -> sequence = "\033";
                case '\r' -> moveTo(row, 0);
                case '\n' -> {
                    moveTo(row, 0);
                    index();
                }
                default -> {
                    if (b < 0x20) {
                        complaints.add("control character " + b);
                    } else {
                        put(String.valueOf((char) b));
                    }
                }
            }
        }
    }

    private void escape(String code) {
        switch (code) {
            case "D" -> index();
            case "7" -> {
                savedRow = row;
                savedColumn = column;
            }
            case "8" -> moveTo(savedRow, savedColumn);
            case "[J" -> {
                clearLine();
                for (int i = row + 1; i < rows; i++) {
                    cells[i] = blank();
                }
            }
            case "[K" -> clearLine();
            case "[?7l" -> wraps = false;
            case "[?7h" -> wraps = true;
            default -> {
                if (code.matches("\\[[0-9]+A")) {
                    int up = Integer.parseInt(code.substring(1, code.length() - 1));
                    if (up > row) {
                        complaints.add("moved above the first line");
                    }
                    moveTo(Math.max(0, row - up), column);
                } else if (!code.matches("\\[[0-9;]*m")) {
                    complaints.add("unknown sequence " + code);
                }
            }
        }
    }

    private void put(String text) {
        int width = ProgressText.width(text.codePointAt(0));
        if (width == 0) {
            return;
        }
        if (wrapPending || column + width > columns) {
            if (wraps) {
                moveTo(row, 0);
                index();
            } else {
                column = columns - width;
            }
        }
        cells[row][column] = text;
        if (width == 2) {
            cells[row][column + 1] = "";
        }
        column += width;
        wrapPending = column == columns && wraps;
        column = Math.min(column, columns - 1);
    }

    private void moveTo(int newRow, int newColumn) {
        row = newRow;
        column = newColumn;
        wrapPending = false;
    }

    private void index() {
        wrapPending = false;
        if (row < rows - 1) {
            row++;
            return;
        }
        history.add(text(cells[0]));
        cells = Arrays.copyOfRange(cells, 1, rows + 1);
        cells[rows - 1] = blank();
    }

    private void clearLine() {
        Arrays.fill(cells[row], column, columns, " ");
        wrapPending = false;
    }

    private String[] blank() {
        String[] line = new String[columns];
        Arrays.fill(line, " ");
        return line;
    }

    private static String text(String[] line) {
        return String.join("", line).stripTrailing();
    }
}
