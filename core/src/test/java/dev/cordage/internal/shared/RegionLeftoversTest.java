package dev.cordage.internal.shared;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.internal.launch.PrivateFolder;
import dev.cordage.sync.Fairness;
import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left when a region is closed, and when processes come and die for long: nothing. */
class RegionLeftoversTest {
    @ParameterizedTest
    @ValueSource(strings = {"futex", "sockets"})
    void aClosedRegionLeavesNoThreadDescriptorOrFile(String mode) throws Exception {
        SocketChannel.open(StandardProtocolFamily.UNIX).close(); // with the first, the JDK opens descriptors for good
        use(mode, 2);
        Map<String, Integer> before = descriptors();
        Path folder = use(mode, 8);
        assertTrue(Files.notExists(folder), folder::toString);
        Bounded.until("the descriptors to be closed: " + before + ", then " + descriptors(), () -> {
            Map<String, Integer> now = descriptors();
            return now.entrySet().stream().allMatch(one -> one.getValue() <= before.getOrDefault(one.getKey(), 0));
        });
        Bounded.until(
                "no waker to be left",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(thread -> thread.getName().equals("cordage-waker")));
    }

    /** Uses a new fabric in which some processes die, and closes it. */
    private static Path use(String mode, int deaths) throws Exception {
        try (World world = new World(mode.equals("futex") ? Bell.FUTEX : Bell.SOCKET)) {
            SharedMutex mutex = SharedMutex.create(world.a, "mutex", Fairness.FIFO);
            for (int i = 0; i < deaths; i++) {
                try (Region dead = world.join()) {
                    World.open(dead, mutex.base, SharedMutex.class).lock();
                    Caller<Boolean> waiter = Caller.platform(() -> {
                        boolean locked = mutex.tryLock(Bounded.LONG);
                        boolean abandoned = mutex.wasAbandoned();
                        mutex.unlock();
                        return locked && abandoned;
                    });
                    Bounded.until("one to wait", () -> mutex.statistics().waiters() == 1);
                    dead.die();
                    assertTrue(waiter.result());
                }
            }
            world.untilForgotten();
            world.b.sweepDead();
            // Deleted after the lease can be used again, by whoever swept.
            Bounded.until("only the lease files of the survivors", () -> leaseFiles(world.folder) == 2);
            return world.folder.path();
        }
    }

    private static long leaseFiles(PrivateFolder folder) {
        long count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.path(), "lease-*")) {
            for (Path _ : files) {
                count++;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return count;
    }

    @Test
    void moreProcessesThanThereIsRoomForMayComeAndDieWhileNobodyLooks() throws Exception {
        try (World world = new World(Bell.SOCKET)) {
            world.look(false);
            for (int i = 0; i < Layout.MOST_LEASES + 10; i++) {
                try (Region one = world.join()) {
                    one.die();
                }
            }
            assertTrue(world.leftovers().size() < Layout.MOST_LEASES);
        }
    }

    private static Map<String, Integer> descriptors() {
        Map<String, Integer> kinds = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all) {
                try {
                    String target = Files.readSymbolicLink(descriptor).toString();
                    String kind =
                            target.contains("/cordage") ? "a file of Cordage's" : target.replaceAll("\\[\\d+]", "");
                    if (!kind.startsWith("/")) {
                        kinds.merge(kind, 1, Integer::sum);
                    }
                } catch (IOException _) {
                    // It was closed meanwhile.
                }
            }
        } catch (IOException _) {
            // No /proc: nothing to compare on this system.
        }
        return kinds;
    }
}
