package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a process that dies while it has an end. */
@ExtendWith(LeakCheck.class)
class PipeEndDeathTest {
    @TempDir
    static Path folder;

    private final PipeEnd.Pair pair = PipeEnd.pair();
    private final PipeEnd here = pair.first();
    private final PipeEnd there = pair.second();
    private PipeEndChild child;

    @BeforeEach
    void start() throws Exception {
        child = PipeEndChild.start(folder);
    }

    @AfterEach
    void close() throws Exception {
        child.close();
        Bounded.run(pair::close);
    }

    @Test
    void whatArrivedIsReceivedAndThenTheEnd() throws Exception {
        PipeEnd end = there;
        assertEquals("sent", child.run(() -> {
            PipeEndChild.KEPT.put("end", end);
            end.send(1);
            end.sendBytes(new byte[500_000]);
            return "sent";
        }));
        child.kill();
        assertEquals(1, Bounded.call(here::receive));
        assertEquals(500_000, Bounded.call(here::receiveBytes).length);
        assertThrows(EOFException.class, () -> Bounded.call(here::receive));
        assertThrows(IOException.class, () -> Bounded.run(() -> here.send("to the dead")));
    }

    @Test
    void endsWaitsAtOnce() throws Exception {
        PipeEnd end = there;
        child.run(() -> {
            PipeEndChild.KEPT.put("end", end);
            return end.poll();
        });
        Caller<Object> receiver = Caller.virtual(here::receive);
        Caller<Set<Object>> any = Caller.platform(() -> PipeEnd.awaitAny(Set.of(here), Bounded.LONG))
                .untilWaiting();
        Caller<Object> sender = Caller.platform(() -> {
            for (; ; ) {
                here.sendBytes(new byte[100_000]);
            }
        });
        Bounded.untilWaiting(sender.thread());
        child.kill();
        EOFException failure = assertThrows(EOFException.class, receiver::result);
        assertTrue(failure.getMessage().contains("ended"), failure.getMessage());
        assertThrows(IOException.class, sender::result);
        assertEquals(Set.of(here), any.result());
    }

    @Test
    void isSeenAlsoIfTheEndWasNotUsed() throws Exception {
        PipeEnd end = there;
        child.run(() -> PipeEndChild.KEPT.put("end", end) == null);
        Caller<Object> receiver = Caller.platform(here::receive).untilWaiting();
        child.kill();
        assertThrows(EOFException.class, receiver::result);
        assertThrows(IOException.class, () -> here.send(1));
    }

    @Test
    void halfAMessageNeverComes() throws Exception {
        PipeEnd end = there;
        child.begin(() -> {
            end.send("whole");
            for (; ; ) {
                end.sendBytes(new byte[50_000_000]);
            }
        });
        assertEquals("whole", Bounded.call(here::receive));
        child.kill();
        assertThrows(
                EOFException.class,
                () -> Bounded.run(() -> {
                    for (; ; ) {
                        assertEquals(50_000_000, here.receiveBytes().length);
                    }
                }));
    }

    @Test
    void anEndOfAnotherChildSeesIt() throws Exception {
        PipeEnd one = here;
        PipeEnd other = there;
        try (PipeEndChild second = PipeEndChild.start(folder)) {
            child.run(() -> {
                PipeEndChild.KEPT.put("end", one);
                one.send("last words");
                return null;
            });
            second.begin(() -> {
                Object words = other.receive();
                try {
                    return other.receive();
                } catch (EOFException _) {
                    try {
                        for (; ; ) {
                            other.send("anybody?");
                        }
                    } catch (IOException _) {
                        return words + ", then the end";
                    }
                }
            });
            child.kill();
            assertEquals("last words, then the end", second.result());
        }
    }

    @Test
    void theHomeThatDiesEndsThePipesOfItsChildren() throws Exception {
        // A child of this test is the home, and the test's JVM the one that was handed an end.
        PipeEnd end = (PipeEnd) child.run(() -> {
            PipeEnd.Pair made = PipeEnd.pair();
            PipeEndChild.KEPT.put("end", made.first());
            made.first().send("hello");
            return made.second();
        });
        assertEquals("hello", Bounded.call(end::receive));
        child.kill();
        assertThrows(EOFException.class, () -> Bounded.call(end::receive));
        assertThrows(IOException.class, () -> end.send(1));
        end.close();
    }

    @Test
    void closingDoesNotHangOnAStoppedProcess() throws Exception {
        PipeEnd end = there;
        child.run(() -> {
            PipeEndChild.KEPT.put("end", end);
            return end.poll();
        });
        assertEquals(
                0,
                new ProcessBuilder("kill", "-STOP", "" + child.handle().pid())
                        .start()
                        .waitFor());
        Caller<Object> sender = Caller.platform(() -> {
            for (; ; ) {
                here.sendBytes(new byte[100_000]);
            }
        });
        Bounded.untilWaiting(sender.thread());
        assertEquals(Set.of(), PipeEnd.awaitAny(Set.of(here), Duration.ZERO));
        Bounded.run(here::close);
        assertThrows(IOException.class, sender::result);
    }
}
