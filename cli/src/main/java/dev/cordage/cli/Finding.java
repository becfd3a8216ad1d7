package dev.cordage.cli;

import java.util.Locale;

/**
 * One line of the diagnosis.
 *
 * @param hint what to do about it; empty where there is nothing to do
 */
record Finding(String name, Status status, String value, String hint) {
    enum Status {
        OK,
        /** Works, but not as well as it could. */
        WARN,
        /** Something of Cordage will not work here. */
        FAIL
    }

    static Finding ok(String name, String value) {
        return new Finding(name, Status.OK, value, "");
    }

    static Finding warn(String name, String value, String hint) {
        return new Finding(name, Status.WARN, value, hint);
    }

    static Finding fail(String name, String value, String hint) {
        return new Finding(name, Status.FAIL, value, hint);
    }

    String toJson() {
        return "{\"name\": %s, \"status\": %s, \"value\": %s, \"hint\": %s}"
                .formatted(quoted(name), quoted(status.name().toLowerCase(Locale.ROOT)), quoted(value), quoted(hint));
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                json.append('\\').append((char) c);
            } else if (c < ' ') {
                json.append("\\u%04x".formatted(c));
            } else {
                json.append((char) c);
            }
        });
        return json.append('"').toString();
    }
}
