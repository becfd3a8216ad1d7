package dev.cordage.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitsReportTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Thread clerk = Thread.ofPlatform().name("clerk").unstarted(() -> {});
    private final Thread packer = Thread.ofPlatform().name("packer").unstarted(() -> {});
    private final Thread nameless = Thread.ofVirtual().unstarted(() -> {});

    private static String id(Thread thread) {
        return " #" + thread.threadId();
    }

    private static Wait wait(Thread thread, String operation, Object resource, Duration lasted, Thread... owners) {
        return new Wait(thread, operation, resource, lasted, List.of(owners));
    }

    @Test
    void nobodyWaits() {
        assertEquals("No thread waits for anything of Cordage.\n", textOf(List.of()));
    }

    @Test
    void oneWaitIsOneLine() {
        assertEquals(
                "1 thread waits for something of Cordage:\n  1.500 s  virtual thread%s  take  CloseableQueue jobs\n"
                        .formatted(id(nameless)),
                textOf(List.of(wait(nameless, "take", "CloseableQueue jobs", Duration.ofMillis(1500)))));
    }

    @Test
    void whoWaitsForOneOfTwoIsOneThread() {
        String text = textOf(List.of(
                wait(clerk, "Select.take", "CloseableQueue a", SECOND),
                wait(clerk, "Select.take", "CloseableQueue b", SECOND)));
        assertTrue(text.startsWith("1 thread waits "), text);
        assertTrue(text.contains("Queue a") && text.contains("Queue b"), text);
    }

    @Test
    void columnsAreAligned() {
        List<String> lines = textOf(List.of(
                        wait(clerk, "acquire", "permits", Duration.ofSeconds(100)),
                        wait(nameless, "take", "a queue with a long name", SECOND)))
                .lines()
                .toList();
        assertEquals("2 threads wait for something of Cordage:", lines.get(0));
        assertTrue(lines.get(1).startsWith("  100.000 s  \"clerk\""), lines.get(1));
        assertTrue(lines.get(2).startsWith("    1.000 s  virtual"), lines.get(2));
        assertEquals(lines.get(1).indexOf("acquire"), lines.get(2).indexOf("take"));
        assertEquals(lines.get(1).indexOf("permits"), lines.get(2).indexOf("a queue"));
    }

    @Test
    void aCircleIsNamedOnceAndTheOneWhoWaitsForItIsNotInIt() {
        String text = textOf(List.of(
                wait(nameless, "lock", "Mutex stock", SECOND, packer),
                wait(clerk, "lock", "Mutex stock", SECOND, packer),
                wait(packer, "hold", "Mutex orders", SECOND, clerk)));
        String circle = text.substring(text.indexOf("\nDeadlock"));
        List<String> lines = circle.strip().lines().toList();
        assertEquals("Deadlock: these 2 threads wait for each other:", lines.get(0));
        assertEquals(
                List.of(
                        "  \"clerk\"%s waits in lock for Mutex stock, which \"packer\"%s owns"
                                .formatted(id(clerk), id(packer)),
                        "  \"packer\"%s waits in hold for Mutex orders, which \"clerk\"%s owns"
                                .formatted(id(packer), id(clerk))),
                lines.subList(1, lines.size()).stream().sorted().toList());
    }

    @Test
    void whoHasSeveralOwnersOrAnOwnerThatRunsIsInNoCircle() {
        String text = textOf(List.of(
                wait(clerk, "acquire", "limiter", SECOND, packer, nameless),
                wait(packer, "acquire", "limiter", SECOND, clerk, nameless),
                wait(nameless, "lock", "Mutex", SECOND, Thread.currentThread())));
        assertTrue(!text.contains("Deadlock"), text);
    }

    @Test
    void aThreadMayWaitForItself() {
        String text = textOf(List.of(wait(clerk, "acquire", "limiter", SECOND, clerk)));
        assertTrue(text.contains("\nDeadlock: this thread waits for itself:\n"), text);
    }

    @Test
    void twoCirclesAreTwoParagraphs() {
        Thread other = Thread.ofVirtual().name("other").unstarted(() -> {});
        String text = textOf(List.of(
                wait(clerk, "lock", "a", SECOND, packer),
                wait(packer, "lock", "b", SECOND, clerk),
                wait(nameless, "lock", "c", SECOND, other),
                wait(other, "lock", "d", SECOND, nameless)));
        assertEquals(3, text.split("\nDeadlock: these 2 threads", -1).length, text);
    }

    @Test
    void ofManyAlikeTheLongestAreListedAndTheOthersCounted() {
        List<Wait> waits = new ArrayList<>();
        for (int i = 1; i <= 1_000; i++) {
            Thread thread = Thread.ofVirtual().name("taker-" + i).unstarted(() -> {});
            waits.add(wait(thread, "take", "CloseableQueue jobs", SECOND));
        }
        waits.add(wait(clerk, "put", "CloseableQueue jobs", SECOND));
        // Those of a circle are listed in any case.
        waits.add(wait(packer, "take", "CloseableQueue jobs", SECOND, nameless));
        waits.add(wait(nameless, "take", "CloseableQueue jobs", SECOND, packer));

        String text = textOf(waits);
        assertTrue(text.startsWith("1003 threads wait for something of Cordage:\n"), text);
        assertTrue(text.contains("\"taker-10\"") && !text.contains("\"taker-11\""), text);
        assertTrue(text.contains("\n  and 990 more in take for CloseableQueue jobs\n"), text);
        assertTrue(text.contains("\"clerk\"") && text.contains("\"packer\""), text);
    }

    @Test
    void aThingIsDescribedOnce() {
        AtomicInteger calls = new AtomicInteger();
        Object thing = new Object() {
            @Override
            public String toString() {
                return "description " + calls.incrementAndGet();
            }
        };
        String text = textOf(List.of(wait(clerk, "take", thing, SECOND), wait(packer, "take", thing, SECOND)));
        assertEquals(3, text.split("description 1", -1).length, text);
        assertEquals(1, calls.get());
    }

    @Test
    void thePlaceIsWhatCalledCordage() {
        var park = new StackTraceElement("app", "java.base", "25", "java.lang.Thread", "park", "Thread.java", 1);
        var line = new StackTraceElement("app", null, null, "dev.cordage.x.Line", "await", "Line.java", 2);
        var shop = new StackTraceElement("app", "shop", "1", "shop.Shop", "pack", "Shop.java", 17);
        var run = new StackTraceElement(null, "java.base", "25", "java.lang.Thread", "run", "Thread.java", 3);

        assertEquals("at shop.Shop.pack(Shop.java:17)", place(park, line, shop, run));
        assertEquals("", place(park, line, run));
        assertEquals("", place());
        // It has left Cordage since.
        assertEquals("", place(park, shop, run));
    }

    private static String place(StackTraceElement... stack) {
        return WaitsReport.place(stack);
    }

    /** The text, where a second look finds the same. */
    private static String textOf(List<Wait> waits) {
        return WaitsReport.of(waits, () -> waits);
    }

    @Test
    void aCircleThatIsGoneAtTheSecondLookIsNone() {
        Thread one = Thread.ofVirtual().unstarted(() -> {});
        Thread two = Thread.ofVirtual().unstarted(() -> {});
        List<Wait> first = List.of(
                new Wait(one, "lock", "Mutex a", Duration.ofMillis(2), List.of(two)),
                new Wait(two, "lock", "Mutex b", Duration.ofMillis(1), List.of(one)));
        assertTrue(textOf(first).contains("Deadlock"));
        List<Wait> later = List.of(
                new Wait(one, "lock", "Mutex a", Duration.ofMillis(3), List.of(two)),
                new Wait(two, "lock", "Mutex b", Duration.ofNanos(1), List.of(one)));
        assertFalse(WaitsReport.of(first, () -> later).contains("Deadlock"));
        assertFalse(WaitsReport.of(first, List::of).contains("Deadlock"));
    }
}
