package dev.cordage.cli.demo;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Rows of text in aligned columns, each as wide as its widest cell; {@code <} and {@code >} say which way a column leans. */
final class Table {
    private final String alignment;
    private final List<List<String>> rows = new ArrayList<>();

    Table(String alignment, String... heading) {
        this.alignment = alignment;
        row(heading);
    }

    Table row(String... cells) {
        if (cells.length != alignment.length()) {
            throw new IllegalArgumentException(cells.length + " cells for " + alignment.length() + " columns");
        }
        rows.add(List.of(cells));
        return this;
    }

    void print(PrintWriter out) {
        int[] widths = new int[alignment.length()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < widths.length; column++) {
                String cell = row.get(column);
                String padding = " ".repeat(widths[column] - cell.length());
                line.append(column == 0 ? "" : "  ")
                        .append(alignment.charAt(column) == '<' ? cell + padding : padding + cell);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
