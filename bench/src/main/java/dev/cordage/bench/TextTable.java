package dev.cordage.bench;

import java.util.ArrayList;
import java.util.List;

/** Cells in aligned columns, each as wide as its widest cell. */
final class TextTable {
    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    /** One {@code <} or {@code >} for each column: which way it leans. */
    TextTable(String alignment) {
        this.alignment = alignment;
    }

    TextTable row(String... cells) {
        if (cells.length != alignment.length()) {
            throw new IllegalArgumentException(cells.length + " cells for " + alignment.length() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    List<String> toLines() {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < widths.length; column++) {
            String cell = row.get(column);
            String padding = " ".repeat(widths[column] - cell.length());
            line.append(column == 0 ? "" : "  ")
                    .append(alignment.charAt(column) == '<' ? cell + padding : padding + cell);
        }
        return line.toString().stripTrailing();
    }
}
