package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressSurfaceTest {
    private static ProgressSurface detect(
            Map<String, String> properties,
            Map<String, String> variables,
            Boolean outIsTerminal,
            Boolean errIsTerminal) {
        return ProgressSurface.detect(
                properties::get,
                variables::get,
                descriptor -> descriptor == 1 ? outIsTerminal : errIsTerminal,
                StandardCharsets.UTF_8);
    }

    @Test
    void thePropertyDecides() {
        assertTrue(detect(Map.of("cordage.terminal", "true"), Map.of(), false, false)
                .terminal());
        assertFalse(detect(Map.of("cordage.terminal", "false"), Map.of(), true, true)
                .terminal());
    }

    @Test
    void otherwiseTheSystemIsAsked() {
        assertTrue(detect(Map.of(), Map.of(), true, true).terminal());
        assertFalse(detect(Map.of(), Map.of(), true, false).terminal());
        assertFalse(detect(Map.of(), Map.of(), true, null).terminal(), "not known to be one");
    }

    @Test
    void aDumbTerminalIsNone() {
        ProgressSurface dumb = detect(Map.of("cordage.terminal", "true"), Map.of("TERM", "dumb"), true, true);
        assertFalse(dumb.terminal());
        assertFalse(dumb.color());
    }

    @Test
    void standardOutputSharesTheTerminalUnlessKnownNotTo() {
        assertTrue(detect(Map.of(), Map.of(), true, true).sharedWithOut());
        assertTrue(
                detect(Map.of("cordage.terminal", "true"), Map.of(), null, null).sharedWithOut());
        assertFalse(detect(Map.of(), Map.of(), false, true).sharedWithOut());
        assertFalse(detect(Map.of(), Map.of(), true, false).sharedWithOut());
    }

    @Test
    void sizes() {
        ProgressSurface usual = detect(Map.of(), Map.of(), true, true);
        assertEquals(80, usual.columns());
        assertEquals(10, usual.rows());
        ProgressSurface told = detect(
                Map.of("cordage.columns", "120", "cordage.lines", "50"),
                Map.of("COLUMNS", "90", "LINES", "40"),
                true,
                true);
        assertEquals(120, told.columns());
        assertEquals(48, told.rows());
        ProgressSurface odd = detect(
                Map.of("cordage.columns", "many", "cordage.lines", "0"),
                Map.of("COLUMNS", "90", "LINES", "-1"),
                true,
                true);
        assertEquals(90, odd.columns());
        assertEquals(10, odd.rows());
        assertEquals(
                1, detect(Map.of("cordage.lines", "1"), Map.of(), true, true).rows());
    }

    @Test
    void colorsOnTerminalsOnlyAndNotAgainstOnesWill() {
        assertTrue(detect(Map.of(), Map.of("NO_COLOR", ""), true, true).color());
        assertFalse(detect(Map.of(), Map.of("NO_COLOR", "1"), true, true).color());
        assertFalse(detect(Map.of(), Map.of(), false, false).color());
    }

    @Test
    void blockCharactersWhereTheyCanBeWritten() {
        assertTrue(detect(Map.of(), Map.of(), true, true).unicode());
        assertFalse(ProgressSurface.detect(_ -> null, _ -> null, _ -> true, StandardCharsets.US_ASCII)
                .unicode());
    }

    @Test
    void thisJvmIsLookedAtWithoutFailing() {
        assertTrue(ProgressSurface.detect(StandardCharsets.UTF_8).columns() > 0);
    }
}
