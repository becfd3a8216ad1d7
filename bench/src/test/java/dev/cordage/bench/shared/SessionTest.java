package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.bench.Side;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SessionTest {
    /** Its figure is the number of its first other process. */
    private static final class Pids extends Session {
        final List<Long> pids = new ArrayList<>();

        Pids() {
            super(2);
        }

        @Override
        double sample() throws Exception {
            pids.clear();
            for (int i = 0; i < others(); i++) {
                pids.add(in(i, () -> ProcessHandle.current().pid()).result());
            }
            return pids.getFirst();
        }

        @Override
        List<String> remarks() {
            return List.of(pids.toString());
        }
    }

    @Test
    void itHasTheSameOtherProcessesForAllSamplesWhichEndWithIt() throws Exception {
        List<Session> made = new ArrayList<>();
        List<Long> pids;
        try (Side side = Session.side(() -> {
            made.add(new Pids());
            return made.getLast();
        })) {
            assertEquals(0, made.size());
            assertEquals(side.sample(), side.sample());
            assertEquals(1, made.size());
            pids = List.copyOf(((Pids) made.getFirst()).pids);
            assertEquals(List.of(pids.toString()), side.remarks());
        }
        assertNotEquals(pids.getFirst(), pids.getLast());
        for (long pid : pids) {
            assertFalse(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false), () -> pid + " is alive");
        }
    }

    @Test
    void itEndsThoughATaskNeverDoes() throws Exception {
        Session session = new Pids();
        try (session) {
            assertTrue(session.sample() > 0);
            var _ = session.in(0, () -> {
                while (true) {
                    Thread.onSpinWait();
                }
            });
        }
    }
}
