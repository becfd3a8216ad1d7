package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRowsTest {
    @Test
    void rowsAreAnArrayOfObjects() {
        assertEquals(
                """
                [
                  {"suite": "task", "case": "a \\"quoted\\" \\\\ case\\u0009", "ours": 2000000.0, "rival": 1000000.0, \
                "rivalName": "the rival", "unit": "tasks/s", "ratio": 2.0, "target": 1.5, "met": true, \
                "ratioLow": 1.5, "ratioHigh": 2.5, "noise": false},
                  {"suite": "task", "case": "broken", "ours": null, "rival": null, \
                "rivalName": "the rival", "unit": "tasks/s", "ratio": null, "target": null, "met": null, \
                "ratioLow": null, "ratioHigh": null, "noise": false}
                ]
                """,
                JsonRows.of(List.of(
                        Rows.row("a \"quoted\" \\ case\t", 2, new Range(1.5, 2.5), 1.5), Rows.failed("broken", null))));
    }
}
