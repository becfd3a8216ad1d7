package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.LeakCheck;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakCheck.class)
class PrivateFolderTest {
    @TempDir
    Path place;

    /** What a JVM of the tests below does. */
    static final class Owner {
        public static void main(String[] args) throws Exception {
            PrivateFolder folder = PrivateFolder.createIn(Path.of(args[0]), Integer.MAX_VALUE);
            Files.writeString(folder.file("data"), "x");
            System.out.println(folder.path());
            if (args[1].equals("wait")) {
                int _ = System.in.read();
            }
        }
    }

    private ProcessBuilder owner(String what) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Owner.class.getName(),
                place.toString(),
                what);
    }

    @Test
    void isTheOwnersAloneAndHasRoomForASocket() throws Exception {
        try (PrivateFolder folder = PrivateFolder.create()) {
            assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.path())));
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.file("x"))));
            assertThrows(FileAlreadyExistsException.class, () -> folder.file("x"));
            try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
                var _ = server.bind(UnixDomainSocketAddress.of(folder.path().resolve("12345678901234567890")));
            }
        }
    }

    @Test
    void closeDeletesAllInItAndFollowsNoLinks() throws Exception {
        Path outside = Files.createDirectory(place.resolve("outside"));
        Path kept = Files.writeString(outside.resolve("kept"), "x");
        PrivateFolder folder = PrivateFolder.createIn(place, Integer.MAX_VALUE);
        Files.createDirectories(folder.path().resolve("a/b"));
        Files.writeString(folder.path().resolve("a/b/c"), "x");
        Files.createSymbolicLink(folder.path().resolve("link"), outside);
        Files.createSymbolicLink(folder.path().resolve("link2"), kept);

        folder.close();
        folder.close();

        assertFalse(Files.exists(folder.path()));
        assertTrue(Files.exists(kept));
    }

    @Test
    void aPlaceThatIsTooLongOrNotThereIsRefusedSayingWhy() throws Exception {
        Path deep = Files.createDirectories(place.resolve("x".repeat(60)).resolve("y".repeat(60)));
        IOException tooLong = assertThrows(IOException.class, () -> PrivateFolder.createIn(deep, 82));
        assertTrue(tooLong.getMessage().contains("more than 82"), tooLong.getMessage());
        assertThrows(IOException.class, () -> PrivateFolder.createIn(place.resolve("missing"), 1000));
        assertEquals(Optional.empty(), PrivateFolder.inMemory(place.resolve("missing")));
    }

    @Test
    void fallsBackToAShorterPlaceThanTheTemporaryDirectory() throws Exception {
        Path deep = Files.createDirectories(place.resolve("x".repeat(60)).resolve("y".repeat(60)));
        String before = System.setProperty("java.io.tmpdir", deep.toString());
        try (PrivateFolder folder = PrivateFolder.create()) {
            assertFalse(folder.path().startsWith(deep), folder.toString());
        } finally {
            System.setProperty("java.io.tmpdir", before);
        }
    }

    @Test
    void isGoneWhenItsJvmExitsInOrder() throws Exception {
        List<String> printed = Child.run(owner("exit"));
        assertFalse(Files.exists(Path.of(printed.getLast())), printed.toString());
        assertEquals(List.of(), entries());
    }

    @Test
    void oneOfAKilledOwnerIsSweptAndOneOfALivingIsNot() throws Exception {
        try (Child living = Child.start(owner("wait"));
                PrivateFolder own = PrivateFolder.createIn(place, Integer.MAX_VALUE)) {
            Path theirs = Path.of(living.line());
            Leftovers.sweep(place);
            assertTrue(Files.exists(theirs.resolve("data")), "the living one's");
            assertTrue(Files.exists(own.path()), "our own");

            living.process().destroyForcibly();
            living.process().waitFor();
            assertTrue(Files.exists(theirs.resolve("data")), "left by the killed");
            Leftovers.sweep(place);
            assertFalse(Files.exists(theirs), "swept");
            assertTrue(Files.exists(own.path()), "our own");
        }
    }

    @Test
    void whatOnlyLooksLikeOneStays() throws Exception {
        Path file = Files.writeString(place.resolve("cordage-1-2-3"), "x");
        Path outside = Files.createDirectory(place.resolve("outside"));
        Files.writeString(outside.resolve("lease"), "");
        Path link = Files.createSymbolicLink(place.resolve("cordage-2-3-4"), outside);
        Path young = Files.createDirectory(place.resolve("cordage-3-4-5"));
        Path old = Files.createDirectory(place.resolve("cordage.new-3-4-5"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(System.currentTimeMillis() - 3_600_000));

        Leftovers.sweep(place);

        assertTrue(Files.exists(file) && Files.exists(link) && Files.exists(outside.resolve("lease")));
        assertTrue(Files.exists(young), "its owner may be making its lease");
        assertFalse(Files.exists(old), "nobody makes a folder for an hour");
    }

    @Test
    void theFirstFolderInAPlaceSweepsIt() throws Exception {
        Path dead = Files.createDirectory(place.resolve("cordage-1-0-dead"));
        Files.writeString(dead.resolve("lease"), "");
        try (PrivateFolder _ = PrivateFolder.createIn(place, Integer.MAX_VALUE)) {
            Bounded.until("the sweep", () -> !Files.exists(dead));
        }
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(place)) {
            return entries.toList();
        }
    }
}
