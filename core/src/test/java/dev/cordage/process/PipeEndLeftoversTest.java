package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** No descriptor, file or thread is left when ends are closed. */
@ExtendWith(LeakCheck.class)
@EnabledOnOs(OS.LINUX)
class PipeEndLeftoversTest {
    @TempDir
    Path folder;

    private static Set<String> sockets() {
        try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
            return all.map(PipeEndLeftoversTest::target)
                    .filter(target -> target.startsWith("socket:") || target.contains("eventpoll"))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String target(Path link) {
        try {
            return Files.readSymbolicLink(link).toString();
        } catch (IOException _) {
            return "gone";
        }
    }

    private static Set<Path> folders() {
        try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
            return all.filter(path -> path.getFileName()
                            .toString()
                            .startsWith("cordage-" + ProcessHandle.current().pid()))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void use() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (PipeEnd.Pair pair = PipeEnd.pair()) {
                try (PipeEnd copy = PipeEndReturnedTest.copy(pair.second())) {
                    pair.first().send(i);
                    assertEquals(i, copy.receive());
                }
            }
            Bounded.run(new PipeEndConnectedTest.Maker(folder).connected()::close);
        }
        try (PipeEndChild child = PipeEndChild.start(folder);
                PipeEnd.Pair pair = PipeEnd.pair()) {
            PipeEnd there = pair.second();
            child.run(() -> {
                there.send("x");
                there.close();
                return null;
            });
            assertEquals("x", Bounded.call(pair.first()::receive));
        }
    }

    @Test
    void nothingIsLeft() throws Exception {
        use(); // the JDK opens some of its own once, and keeps them
        Set<String> socketsBefore = sockets();
        Set<Path> foldersBefore = folders();
        use();
        Bounded.until("all sockets to be closed", () -> socketsBefore.containsAll(sockets()));
        assertEquals(foldersBefore, folders());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(0, left.count());
        }
    }
}
