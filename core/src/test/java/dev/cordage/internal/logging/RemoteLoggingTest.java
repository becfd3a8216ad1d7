package dev.cordage.internal.logging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.launch.Child;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class RemoteLoggingTest {
    @TempDir
    Path place;

    private final List<LogRecord> logged = new ArrayList<>();

    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord record) {
            logged.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static List<String> worker(String what, String... options) throws Exception {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.addAll(List.of(LoggingWorker.class.getName(), what));
        return Child.run(new ProcessBuilder(command));
    }

    private static List<RecordCodec> records(List<String> lines) throws IOException {
        var records = new ArrayList<RecordCodec>();
        for (String line : lines) {
            if (line.startsWith("record ")) {
                records.add(RecordCodec.decode(HexFormat.of().parseHex(line.substring(7))));
            }
        }
        return records;
    }

    private void replay(String name, Level level, byte[] record) throws IOException {
        Logger logger = Logger.getLogger(name);
        logger.setLevel(level);
        logger.setUseParentHandlers(false);
        logger.addHandler(recorder);
        try {
            RemoteLogging.replay(record, "worker-3");
        } finally {
            logger.removeHandler(recorder);
            logger.setUseParentHandlers(true);
            logger.setLevel(null);
        }
    }

    @Test
    void installingLoadsNoLogging() throws Exception {
        List<String> lines = worker("nothing", "-Xlog:class+load");
        assertTrue(lines.contains("installed"), "it ran");
        assertTrue(lines.stream().anyMatch(line -> line.contains("RemoteLogging ")), "classes are listed");
        assertFalse(lines.stream().anyMatch(line -> line.contains(" java.util.logging.")));
    }

    @Test
    void recordsOfTheSystemsLoggersGoToTheSinkAndNotToTheConsole() throws Exception {
        List<String> lines = worker("system");
        List<RecordCodec> records = records(lines);
        assertEquals(3, lines.size(), lines.toString());
        RecordCodec record = records.getFirst();
        assertEquals("some.logger", record.logger());
        assertEquals("by system", record.message());
        assertEquals("WARNING", record.levelName());
        assertEquals("main", record.thread());
        assertEquals(LoggingWorker.class.getName(), record.sourceClass());
    }

    @Test
    void theUsersFileIsReadAndItsOtherHandlersStay() throws Exception {
        Path file = Files.writeString(
                place.resolve("logging.properties"),
                "handlers= java.util.logging.ConsoleHandler, " + LoggingWorker.UsersHandler.class.getName()
                        + "\nchosen.level=FINE\n");
        List<String> lines = worker("java", "-Djava.util.logging.config.file=" + file);
        List<RecordCodec> records = records(lines);
        assertEquals(
                List.of("by java", "fine"),
                records.stream().map(RecordCodec::message).toList());
        assertTrue(records.getFirst().thrown().startsWith("java.lang.IllegalStateException: thrown"));
        assertTrue(lines.containsAll(List.of("user by java", "user fine")), lines.toString());
    }

    @Test
    void theUsersConfigurationClassIsMadeAndItsConsoleReplaced() throws Exception {
        List<String> lines = worker(
                "java",
                "-Dlate=true",
                "-Djava.util.logging.config.class=" + LoggingWorker.UsersConfiguration.class.getName());
        assertTrue(lines.contains("user's configuration"), lines.toString());
        assertEquals(
                List.of("by java", "fine"),
                records(lines).stream().map(RecordCodec::message).toList());
    }

    @Test
    void aConfigurationClassThatFailsIsReportedAndTheDefaultsHold() throws Exception {
        List<String> lines = worker("java", "-Djava.util.logging.config.class=no.such.Type");
        assertTrue(lines.stream().anyMatch(line -> line.contains("\"no.such.Type\" failed")), lines.toString());
        assertEquals(
                List.of("by java"),
                records(lines).stream().map(RecordCodec::message).toList());
    }

    @Test
    void workersWithoutLoggingModulePrint() throws Exception {
        List<String> lines = worker("system", "--limit-modules", "java.base");
        assertTrue(lines.stream().anyMatch(line -> line.contains("by system")), lines.toString());
    }

    @Test
    void aRecordIsLoggedWithItsTimeAndLevelUnderTheWorkersName() throws Exception {
        var record = new RecordCodec(
                900,
                1_700_000_000,
                5_000_000,
                "WARNING",
                "some.logger",
                "main",
                "a {0} 'b'",
                "x.Y: z\n\tat q\n",
                "X",
                "m");
        replay("some.logger", null, record.encode());
        LogRecord got = logged.getFirst();
        assertEquals("[worker-3] a {0} 'b'\nx.Y: z\n\tat q", got.getMessage().replace("\r", ""));
        assertEquals(Level.WARNING, got.getLevel());
        assertEquals(Instant.ofEpochSecond(1_700_000_000, 5_000_000), got.getInstant());
        assertEquals("X", got.getSourceClassName());
        assertEquals("some.logger", got.getLoggerName());
    }

    @Test
    void theParentsLevelDecides() throws Exception {
        var record = new RecordCodec(500, 1, 0, "FINE", "some.logger", "main", "x", null, null, null);
        replay("some.logger", Level.INFO, record.encode());
        assertEquals(List.of(), logged);
        replay("some.logger", Level.FINE, record.encode());
        assertEquals(1, logged.size());
    }

    @Test
    void aLevelOfTheWorkersOwnKeepsNumberAndName() throws Exception {
        var record = new RecordCodec(850, 1, 0, "NOTICE", "some.logger", "main", "x", null, null, null);
        replay("some.logger", null, record.encode());
        assertEquals("NOTICE", logged.getFirst().getLevel().getName());
        assertEquals(850, logged.getFirst().getLevel().intValue());
    }

    @Test
    void garbageIsRefused() {
        assertThrows(IOException.class, () -> RemoteLogging.replay(new byte[0], "w"));
        assertThrows(IOException.class, () -> RemoteLogging.replay(new byte[] {9, 9, 9}, "w"));
        var never = new RecordCodec(800, Long.MAX_VALUE, 0, "INFO", "x", "t", "m", null, null, null);
        assertThrows(IOException.class, () -> RemoteLogging.replay(never.encode(), "w"));
    }
}
