package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.memory.Places;
import dev.cordage.internal.memory.Places.Place;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shared memory within one process, in a place of its own where names matter. */
@ExtendWith(ProcessLeakCheck.class)
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class SharedMemoryTest {
    @TempDir
    Path folder;

    private Places here() {
        return new Places(List.of(new Place(folder, false)));
    }

    private SharedMemory create(String name, long size) throws IOException {
        return SharedMemory.create(here(), name, size, "");
    }

    /** Nothing is left in the place when all is closed. */
    @AfterEach
    void thePlaceIsEmpty() {
        Bounded.until("the place to be empty", () -> entries().isEmpty());
    }

    private List<Path> entries() {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertSays(String part, Throwable failure) {
        assertTrue(String.valueOf(failure.getMessage()).contains(part), failure.toString());
    }

    private static Object copy(SharedMemory memory) throws Exception {
        return PipeEndReturnedTest.deserialised(PipeEndReturnedTest.serialised(memory));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 4096, 4097, 3_000_001})
    void hasExactlyTheBytesAskedForAllZero(long size) throws Exception {
        try (SharedMemory memory = SharedMemory.create(size)) {
            assertEquals(size, memory.size());
            MemorySegment segment = memory.segment();
            assertEquals(size, segment.byteSize());
            assertEquals(-1, segment.mismatch(MemorySegment.ofArray(new byte[(int) size])));
            assertEquals(0, segment.address() % 64);
            segment.set(ValueLayout.JAVA_BYTE, size - 1, (byte) 9);
            assertEquals(9, memory.segment().get(ValueLayout.JAVA_BYTE, size - 1));
        }
    }

    @Test
    void unnamedMemoryHasANameNobodyCanGuess() throws Exception {
        try (SharedMemory one = SharedMemory.create(1);
                SharedMemory other = SharedMemory.create(1)) {
            assertNotEquals(one.name(), other.name());
            assertTrue(one.name().length() >= 24, one.name());
            try (SharedMemory opened = SharedMemory.open(one.name())) {
                assertEquals(1, opened.size());
            }
        }
    }

    @Test
    void whatOneHandleWritesAnotherReads() throws Exception {
        try (SharedMemory owner = create("a", 100);
                SharedMemory opened = SharedMemory.open(here(), "a")) {
            assertTrue(owner.isOwner());
            assertFalse(opened.isOwner());
            assertEquals("a", opened.name());
            assertEquals(100, opened.size());
            owner.segment().set(ValueLayout.JAVA_LONG, 8, 77);
            assertEquals(77, opened.segment().get(ValueLayout.JAVA_LONG, 8));
        }
    }

    @Test
    void sizesBelowOneAreRefused() {
        for (long size : new long[] {0, -1, Long.MIN_VALUE}) {
            assertSays(
                    String.valueOf(size),
                    assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(size)));
            assertThrows(IllegalArgumentException.class, () -> SharedMemory.create("some", size));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "..", ".", ".hidden", "a b", "a\nb", "a\0b", "ä", "a\\b"})
    void badNamesAreRefusedSayingWhatIsAllowed(String name) {
        assertSays("A-Z", assertThrows(IllegalArgumentException.class, () -> SharedMemory.create(name, 1)));
        assertSays("A-Z", assertThrows(IllegalArgumentException.class, () -> SharedMemory.open(name)));
    }

    @Test
    void namesMayHaveAHundredCharacters() throws Exception {
        try (SharedMemory longest = SharedMemory.create("x".repeat(100), 1)) {
            assertEquals(100, longest.name().length());
        }
        assertSays(
                "101 long",
                assertThrows(IllegalArgumentException.class, () -> SharedMemory.create("x".repeat(101), 1)));
    }

    @Test
    void anExistingNameIsRefusedAndAnUnknownOneToo() throws Exception {
        try (SharedMemory _ = create("a", 1)) {
            assertSays("a", assertThrows(FileAlreadyExistsException.class, () -> create("a", 1)));
        }
        assertSays("a", assertThrows(NoSuchFileException.class, () -> SharedMemory.open(here(), "a")));
        assertSays("nobody", assertThrows(NoSuchFileException.class, () -> SharedMemory.open("nobody.has.this")));
    }

    @Test
    void aNameIsFreeAgainOnceItsMemoryIsClosed() throws Exception {
        for (int i = 1; i <= 3; i++) {
            try (SharedMemory memory = create("a", i)) {
                assertEquals(i, memory.size());
                assertEquals(0, memory.segment().get(ValueLayout.JAVA_BYTE, 0));
                memory.segment().fill((byte) 1);
            }
        }
    }

    @Test
    void onlyTheUserMayOpenTheFiles() throws Exception {
        try (SharedMemory _ = create("a", 1);
                Stream<Path> all = Files.walk(folder)) {
            List<Path> made = all.filter(path -> !path.equals(folder)).toList();
            assertTrue(made.size() >= 6, made.toString());
            for (Path path : made) {
                assertEquals(
                        Files.isDirectory(path) ? "rwx------" : "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(path)),
                        path.toString());
            }
        }
    }

    @Test
    void whatIsClosedSaysSo() throws Exception {
        SharedMemory memory = create("a", 8);
        MemorySegment segment = memory.segment();
        assertFalse(memory.isClosed());
        memory.close();
        memory.close();
        assertTrue(memory.isClosed());
        assertSays("a is closed", assertThrows(IllegalStateException.class, memory::segment));
        assertSays("a is closed", assertThrows(IllegalStateException.class, memory::readOnly));
        assertThrows(IllegalStateException.class, () -> segment.get(ValueLayout.JAVA_BYTE, 0));
        assertEquals("SharedMemory[a, 8 bytes, closed]", memory.toString());
        assertEquals(8, memory.size());
        assertEquals("a", memory.name());
        memory.unlink(); // as close has done
    }

    @Test
    void closingTheOwnersHandleLeavesTheMemoryToThoseWhoHaveIt() throws Exception {
        SharedMemory owner = create("a", 8);
        try (SharedMemory opened = SharedMemory.open(here(), "a")) {
            owner.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            owner.close();
            assertEquals(5, opened.segment().get(ValueLayout.JAVA_LONG, 0));
            opened.segment().set(ValueLayout.JAVA_LONG, 0, 6);
            assertThrows(NoSuchFileException.class, () -> SharedMemory.open(here(), "a"));
            try (SharedMemory next = create("a", 8)) {
                assertEquals(0, next.segment().get(ValueLayout.JAVA_LONG, 0));
            }
        }
    }

    @Test
    void closingAnOpenedHandleLeavesTheMemoryToTheOwner() throws Exception {
        try (SharedMemory owner = create("a", 8)) {
            SharedMemory.open(here(), "a").close();
            owner.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            try (SharedMemory again = SharedMemory.open(here(), "a")) {
                assertEquals(5, again.segment().get(ValueLayout.JAVA_LONG, 0));
            }
        }
    }

    @Test
    void unlinkedMemoryCanBeUsedButNotFound() throws Exception {
        try (SharedMemory owner = create("a", 8)) {
            try (SharedMemory opened = SharedMemory.open(here(), "a")) {
                assertSays("owner", assertThrows(IllegalStateException.class, opened::unlink));
            }
            owner.unlink();
            owner.unlink();
            assertEquals(List.of(), entries());
            owner.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            assertEquals(5, owner.segment().get(ValueLayout.JAVA_LONG, 0));
            assertThrows(NoSuchFileException.class, () -> SharedMemory.open(here(), "a"));
            assertSays(
                    "unlinked",
                    assertThrows(NotSerializableException.class, () -> PipeEndReturnedTest.serialised(owner)));
            assertEquals("SharedMemory[a, 8 bytes, unlinked]", owner.toString());
        }
    }

    @Test
    void theReadOnlyViewCantBeWritten() throws Exception {
        try (SharedMemory memory = create("a", 8)) {
            MemorySegment view = memory.readOnly();
            memory.segment().set(ValueLayout.JAVA_LONG, 0, 5);
            assertEquals(5, view.get(ValueLayout.JAVA_LONG, 0));
            assertThrows(IllegalArgumentException.class, () -> view.set(ValueLayout.JAVA_LONG, 0, 6));
        }
    }

    @Test
    void inItsOwnProcessAHandleStaysTheSame() throws Exception {
        try (SharedMemory memory = create("a", 8)) {
            assertSame(memory, copy(memory));
        }
    }

    @Test
    void aHandleOfOtherMemoryIsMadeOnce() throws Exception {
        try (SharedMemory owner = create("a", 8);
                SharedMemory opened = SharedMemory.open(here(), "a")) {
            assertNotSame(owner, opened);
            assertSame(owner, copy(opened));
        }
    }

    @Test
    void handlesOfClosedMemoryCantBeRebuilt() throws Exception {
        SharedMemory memory = create("a", 8);
        byte[] bytes = PipeEndReturnedTest.serialised(memory);
        memory.close();
        InvalidObjectException failure =
                assertThrows(InvalidObjectException.class, () -> PipeEndReturnedTest.deserialised(bytes));
        assertSays("the shared memory a can't be opened", failure);
        assertSays(
                "a is closed",
                assertThrows(NotSerializableException.class, () -> PipeEndReturnedTest.serialised(memory)));
    }

    @Test
    void aHandleCantBeMadeToOpenJustAnyFile() throws Exception {
        Path file = Files.writeString(folder.resolve("secret"), "12345678");
        SharedMemoryHandle forged = new SharedMemoryHandle("a", file.toString(), 8, "");
        assertThrows(
                InvalidObjectException.class,
                () -> PipeEndReturnedTest.deserialised(PipeEndReturnedTest.serialised(forged)));
        try (SharedMemory memory = create("a", 8)) {
            for (long size : new long[] {7, 9, 1L << 40, -1}) {
                SharedMemoryHandle other =
                        new SharedMemoryHandle("a", memory.block().file().toString(), size, "");
                assertThrows(
                        InvalidObjectException.class,
                        () -> PipeEndReturnedTest.deserialised(PipeEndReturnedTest.serialised(other)));
            }
            assertEquals(8, Files.size(memory.block().file()));
        }
        Files.delete(file);
    }

    @Test
    void moreThanThereIsIsRefusedSayingHowMuchThereIs() {
        IOException failure = assertThrows(IOException.class, () -> create("a", 1L << 60));
        assertSays("1152921504606846976 bytes", failure);
        assertSays(folder + " has ", failure);
        assertSays(" left", failure);
        assertEquals(List.of(), entries());
    }

    @Test
    void allItsPagesAreThereFromTheBeginning() throws Exception {
        try (SharedMemory memory = create("a", 5_000_000)) {
            Process du = new ProcessBuilder("du", "-B1", memory.block().file().toString()).start();
            String printed = new String(du.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertEquals(0, du.waitFor());
            long taken = Long.parseLong(printed.substring(0, printed.indexOf('\t')));
            assertTrue(taken >= 5_000_000, printed);
        }
    }

    @Test
    void everyPlaceIsTriedAndNamed() {
        Path none = Path.of("/proc"); // has no space at all
        Places places = new Places(List.of(new Place(folder, false), new Place(none, true)));
        assertSays(
                ", /proc has 0 left",
                assertThrows(IOException.class, () -> SharedMemory.create(places, "a", 1L << 60, "")));
    }

    @Test
    void anInterruptEndsNothingAndTheFlagIsKept() throws Exception {
        assertTrue(Bounded.call(() -> {
            Thread.currentThread().interrupt();
            try (SharedMemory memory = create("a", 1 << 20)) {
                boolean kept = Thread.currentThread().isInterrupted();
                try (SharedMemory opened = SharedMemory.open(here(), "a")) {
                    opened.segment().set(ValueLayout.JAVA_INT, 0, 1);
                }
                return kept && memory.segment().get(ValueLayout.JAVA_INT, 0) == 1 && Thread.interrupted();
            }
        }));
    }

    @Test
    void closingUnderAnAccessIsAnErrorThereAndNoCrash() throws Exception {
        for (int i = 0; i < 20; i++) {
            SharedMemory memory = create("a", 1 << 16);
            MemorySegment segment = memory.segment();
            CountDownLatch running = new CountDownLatch(1);
            Caller<Long> reader = Caller.platform(() -> {
                long sum = 0;
                for (long rounds = 0; ; rounds++) {
                    for (long at = 0; at < 1 << 16; at += 8) {
                        sum += segment.get(ValueLayout.JAVA_LONG, at);
                    }
                    if (rounds == 50) {
                        running.countDown();
                    }
                    if (sum != 0) {
                        return sum;
                    }
                }
            });
            Bounded.await(running);
            memory.close();
            assertThrows(IllegalStateException.class, reader::result);
        }
    }

    @Test
    void whatAChannelReadsIntoIsClosedAfterThat() throws Exception {
        Pipe pipe = Pipe.open();
        try (SharedMemory memory = create("a", 8);
                var source = pipe.source();
                var sink = pipe.sink()) {
            Caller<Integer> reader =
                    Caller.platform(() -> source.read(memory.segment().asByteBuffer()));
            Bounded.until(
                    "the channel to be reading",
                    () -> Arrays.stream(reader.thread().getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("read0")));
            assertSays("a can't be closed", assertThrows(IllegalStateException.class, memory::close));
            assertFalse(memory.isClosed());
            sink.write(ByteBuffer.wrap(new byte[] {7}));
            assertEquals(1, reader.result());
            assertEquals(7, memory.segment().get(ValueLayout.JAVA_BYTE, 0));
            memory.close();
            assertTrue(memory.isClosed());
        }
    }

    @Test
    void atAnyTimeAtMostOneHasAName() throws Exception {
        AtomicInteger owners = new AtomicInteger();
        AtomicInteger created = new AtomicInteger();
        AtomicBoolean end = new AtomicBoolean();
        List<Caller<Void>> callers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            callers.add(Caller.platform(() -> {
                while (!end.get()) {
                    try (SharedMemory memory = create("a", 8)) {
                        assertEquals(1, owners.incrementAndGet());
                        int id = created.incrementAndGet();
                        memory.segment().set(ValueLayout.JAVA_INT, 0, id);
                        try (SharedMemory found = SharedMemory.open(here(), "a")) {
                            assertEquals(id, found.segment().get(ValueLayout.JAVA_INT, 0));
                        }
                        owners.decrementAndGet();
                    } catch (FileAlreadyExistsException _) {
                        // Another has it, or had it a moment ago.
                    }
                }
                return null;
            }));
        }
        try {
            Bounded.until(
                    "300 creations",
                    () -> created.get() >= 300 || callers.stream().anyMatch(Caller::isDone));
        } finally {
            end.set(true);
        }
        for (Caller<Void> caller : callers) {
            caller.result();
        }
    }

    @Test
    void aFolderOfNamesThatOthersCanOpenIsRefused() throws Exception {
        Path names;
        try (SharedMemory _ = create("a", 1);
                Stream<Path> all = Files.list(folder)) {
            names = all.filter(path -> path.getFileName().toString().startsWith("cordage.names-"))
                    .findFirst()
                    .orElseThrow();
        }
        Files.createDirectory(
                names, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        assertSays("open to other users", assertThrows(IOException.class, () -> create("a", 1)));
        Files.delete(names);
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Files.createSymbolicLink(names, elsewhere);
        assertSays("is no folder", assertThrows(IOException.class, () -> create("a", 1)));
        Files.delete(names);
        Files.delete(elsewhere);
    }
}
