package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private static final List<Row> ROWS = List.of(
            Rows.row("cell 1", 4, Range.NONE, null),
            Rows.row("cell 1", 2, Range.NONE, null), // beside a better rival
            Rows.row("cell 2", 8, Range.NONE, null),
            Rows.row("other", 0.1, Range.NONE, null));

    @Test
    void theWorstRowOfEachCellCounts() {
        Row row = Summary.geometricMean(
                        "all cells",
                        "the better of both",
                        4,
                        cell -> cell.name().startsWith("cell"))
                .of("queue", ROWS);
        assertEquals(4, row.ratio(), 1e-9);
        assertEquals("queue", row.suite());
        assertEquals(
                2,
                Summary.worst("the worst", "x", 1, cell -> cell.name().startsWith("cell"))
                        .of("queue", ROWS)
                        .ratio());
    }

    @Test
    void aLimitIsHeldByTheWorstFigure() {
        Summary limit = Summary.limit(
                "limit", 1e6, cell -> cell.name().startsWith("cell")); // figures are the ratios in millions
        assertEquals(2, limit.of("queue", ROWS).ratio(), 1e-9);
        assertEquals(true, limit.of("queue", ROWS).met());
        assertEquals(
                false, Summary.limit("limit", 3e6, _ -> true).of("queue", ROWS).met());
    }

    @Test
    void aFailedCellFailsIt() {
        List<Row> rows = List.of(Rows.row("cell 1", 4, Range.NONE, null), Rows.failed("cell 2", null));
        assertEquals(
                false,
                Summary.geometricMean("all", "x", 1, _ -> true)
                        .of("queue", rows)
                        .met());
        assertEquals(
                false, Summary.worst("all", "x", 1, _ -> true).of("queue", rows).met());
    }

    @Test
    void itAppliesOnlyWhereOneOfItsCellsWasMeasured() {
        Summary summary = Summary.worst("x", "x", 1, cell -> cell.name().startsWith("cell"));
        assertTrue(summary.appliesTo(ROWS));
        assertFalse(summary.appliesTo(ROWS.subList(3, 4)));
    }
}
