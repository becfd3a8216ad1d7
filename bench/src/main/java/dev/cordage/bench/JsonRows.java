package dev.cordage.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows as JSON: an array of objects. Figures that failed are null. */
final class JsonRows {
    private JsonRows() {}

    static String of(List<Row> rows) {
        Range noise = NoiseBand.of(rows);
        return rows.stream().map(row -> object(row, noise)).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
    }

    private static String object(Row row, Range noise) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("suite", row.suite());
        fields.put("case", row.name());
        fields.put("ours", row.ours());
        fields.put("rival", row.rival());
        fields.put("rivalName", row.rivalName());
        fields.put("unit", row.unit().name());
        fields.put("ratio", row.ratio());
        fields.put("target", row.target());
        fields.put("met", row.met());
        fields.put("ratioLow", row.spread().low());
        fields.put("ratioHigh", row.spread().high());
        fields.put("noise", row.isWithin(noise));
        return fields.entrySet().stream()
                .map(field -> string(field.getKey()) + ": " + value(field.getValue()))
                .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> string(text);
            case Double number when !Double.isFinite(number) -> "null";
            default -> value.toString();
        };
    }

    private static String string(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                json.append('\\').append(c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted((int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }
}
