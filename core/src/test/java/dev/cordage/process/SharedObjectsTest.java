package dev.cordage.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects that this process shares with others, and others with this one. */
class SharedObjectsTest extends ProcessPoolFixture {
    private final HostFabric fabric = HostFabric.open();

    @AfterEach
    void closeFabric() throws Exception {
        Bounded.run(fabric::close);
    }

    interface Account {
        long pid();

        int deposit(int amount);

        void fail(String message) throws IOException;

        Account self();

        default int depositTwice(int amount) {
            return deposit(amount) + deposit(amount);
        }
    }

    private final class Here implements Account {
        private int balance;

        @Override
        public long pid() {
            return ProcessHandle.current().pid();
        }

        @Override
        public synchronized int deposit(int amount) {
            balance += amount;
            return balance;
        }

        @Override
        public void fail(String message) throws IOException {
            throw new IOException(message, new IllegalStateException("why"));
        }

        @Override
        public Account self() {
            return account;
        }
    }

    private final Account account = fabric.share(Account.class, new Here());

    @Test
    void aWorkerCallsTheObjectOfItsParent() throws Exception {
        Account there = account;
        ProcessPool pool = open(2);
        assertEquals(pid(), Bounded.get(pool.submit(there::pid)));
        assertEquals(5, Bounded.get(pool.submit(() -> there.deposit(5))));
        assertEquals(7 + 9, Bounded.get(pool.submit(() -> there.depositTwice(2))));
        assertEquals(10, account.deposit(1));
    }

    @Test
    void manyWorkersCallItAtTheSameTime() throws Exception {
        Account there = account;
        ProcessPool pool = open(3);
        List<Integer> balances = Bounded.call(() -> pool.map(
                        _ -> there.deposit(1), IntStream.range(0, 300).boxed().toList())
                .toList());
        assertEquals(
                IntStream.rangeClosed(1, 300).boxed().toList(),
                balances.stream().sorted().toList());
    }

    @Test
    void itIsLiveWhereverItGoes() throws Exception {
        Account there = account;
        ProcessPool pool = open(1);
        assertEquals(
                there,
                Bounded.get(pool.submit(() -> List.of(there, there.self()).get(1))));
        assertTrue(Bounded.get(pool.submit(() ->
                there.equals(there.self()) && there.hashCode() == there.self().hashCode())));
        assertEquals(there.toString(), Bounded.get(pool.submit(there::toString)));
        // Back in its owner's process it is called directly.
        Account back = Bounded.get(pool.submit(there::self));
        assertEquals(1, back.deposit(1));
    }

    @Test
    void itGoesFromWorkerToWorkerThroughAPipe() throws Exception {
        Account there = account;
        PipeEnd.Pair pair = fabric.pipe();
        PipeEnd giver = pair.first();
        PipeEnd taker = pair.second();
        ProcessPool pool = open(2);
        var taken = pool.submit(() -> ((Account) taker.receive()).deposit(3));
        Bounded.get(pool.submitChecked(() -> giver.send(there)));
        assertEquals(3, Bounded.get(taken));
    }

    @Test
    void aFailureHasBothStacks() throws Exception {
        Account there = account;
        ProcessPool pool = open(1);
        Throwable failure = Bounded.failureOf(pool.submitChecked(() -> there.fail("no money")));
        assertInstanceOf(IOException.class, failure);
        assertEquals("no money", failure.getMessage());
        assertEquals("why", failure.getCause().getMessage());
        List<String> classes = Arrays.stream(failure.getStackTrace())
                .map(StackTraceElement::getClassName)
                .toList();
        assertEquals(Here.class.getName(), classes.getFirst());
        assertTrue(classes.contains(SharedObjectsTest.class.getName()), classes::toString);
    }

    interface Visitor {
        String visit(List<Object> seen);
    }

    interface Host {
        String receive(Visitor visitor, List<Object> list);
    }

    @Test
    void aWorkersOwnObjectIsCalledBackByTheOwner() throws Exception {
        Host host = fabric.share(Host.class, (visitor, list) -> visitor.visit(list));
        ProcessPool pool = open(1);
        String answer = Bounded.get(pool.submit(() -> {
            try (HostFabric own = HostFabric.open()) {
                List<Object> list = new ArrayList<>(List.of(1));
                Visitor visitor = own.share(Visitor.class, seen -> {
                    seen.add(2);
                    return seen + " in " + ProcessHandle.current().pid();
                });
                return host.receive(visitor, list) + ", " + list + " here";
            }
        }));
        assertEquals("[1, 2] in " + pidOf(pool) + ", [1] here", answer);
    }

    @Test
    void aBlockingQueueCanBeShared() throws Exception {
        @SuppressWarnings("unchecked")
        BlockingQueue<String> queue = fabric.share(BlockingQueue.class, new LinkedBlockingQueue<String>());
        ProcessPool pool = open(1);
        var taken = pool.submit(queue::take);
        queue.put("item");
        assertEquals("item", Bounded.get(taken));
    }

    // --- death

    interface Leases {
        int take(int number) throws InterruptedException;
    }

    /** Gives each number to one caller, and takes it back when that is gone. */
    private static final class Leasing implements Leases, Caller.Listener {
        final Map<Integer, Caller> taken = new ConcurrentHashMap<>();
        final Collection<Caller> gone = new ConcurrentLinkedQueue<>();
        final Semaphore waiting = new Semaphore(0);
        final CountDownLatch interrupted = new CountDownLatch(1);

        @Override
        public int take(int number) throws InterruptedException {
            if (taken.putIfAbsent(number, Caller.current()) == null) {
                return number;
            }
            waiting.release();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
            return -1;
        }

        @Override
        public void callerGone(Caller caller) {
            taken.values().removeIf(caller::equals);
            gone.add(caller);
        }
    }

    @Test
    void theDeathOfACallerInterruptsItsCallsAndIsTold() throws Exception {
        Leasing leasing = new Leasing();
        Leases leases = fabric.share(Leases.class, leasing);
        Account there = account;
        try (PipeEndChild child = PipeEndChild.start(folder);
                PipeEndChild other = PipeEndChild.start(folder)) {
            assertEquals(1, child.run(() -> leases.take(1)));
            assertEquals(2, other.run(() -> leases.take(2)));
            child.begin(() -> leases.take(1));
            leasing.waiting.acquire();
            assertEquals(child.handle().pid(), leasing.taken.get(1).pid());
            assertEquals(0, leasing.gone.size());
            child.kill();
            Bounded.await(leasing.interrupted);
            Bounded.until("the farewell", () -> leasing.gone.size() == 1);
            assertEquals(child.handle().pid(), leasing.gone.iterator().next().pid());
            assertEquals(2, other.run(() -> there.deposit(2)));
            assertEquals(1, other.run(() -> leases.take(1)));
            assertEquals(other.handle().pid(), leasing.taken.get(2).pid());
        }
        Bounded.until("both farewells", () -> leasing.gone.size() == 2);
        assertEquals(Map.of(), leasing.taken);
    }

    @Test
    void theOwnersOwnProcessIsACallerToo() throws Exception {
        Leasing leasing = new Leasing();
        assertEquals(1, fabric.share(Leases.class, leasing).take(1));
        assertEquals(new Caller(pid(), 0), leasing.taken.get(1));
    }

    @Test
    void theDeathOfTheOwnerEndsWaitsAndCalls() throws Exception {
        try (PipeEndChild owner = PipeEndChild.start(folder)) {
            Leases leases = (Leases) owner.run(() -> {
                HostFabric own = HostFabric.open();
                PipeEndChild.KEPT.put("fabric", own);
                return own.share(Leases.class, new Leasing());
            });
            assertEquals(1, Bounded.call(() -> leases.take(1)));
            var waiting = Bounded.Caller.platform(() -> leases.take(1)).untilWaiting();
            var virtual = Bounded.Caller.virtual(() -> leases.take(1)).untilWaiting();
            owner.kill();
            String pid = Long.toString(owner.handle().pid());
            for (var each : List.of(waiting, virtual)) {
                IllegalStateException failure = assertThrows(IllegalStateException.class, each::result);
                assertTrue(
                        failure.getMessage()
                                .contains("Leases 1 of process " + pid
                                        + " can't be called: its owner was closed or its process has ended"),
                        failure.getMessage());
            }
            assertThrows(IllegalStateException.class, () -> leases.take(2));
            assertTrue(leases.toString().contains(pid));
            assertEquals(leases, leases);
        }
    }

    @Test
    void whatNobodyOwnsAnyMoreIsReceivedAndCantBeCalled() throws Exception {
        byte[] onTheWay = PipeEndReturnedTest.serialised(account);
        Bounded.run(fabric::close);
        Account late = (Account) PipeEndReturnedTest.deserialised(onTheWay);
        assertTrue(assertThrows(IllegalStateException.class, late::pid)
                .getMessage()
                .contains("its owner was closed"));
    }

    @Test
    void closingTheFabricEndsIt() throws Exception {
        Account there = account;
        ProcessPool pool = open(1);
        assertEquals(1, Bounded.get(pool.submit(() -> there.deposit(1))));
        Bounded.run(fabric::close);
        assertThrows(IllegalStateException.class, () -> fabric.dict());
        assertThrows(IllegalStateException.class, () -> fabric.share(Account.class, account));
        assertThrows(IllegalStateException.class, there::pid);
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> pool.submit(() -> there.deposit(1)));
        assertContains("its fabric is closed", failure.getMessage());
    }

    @Test
    void tasksCanUseItWhileTheFabricCloses() throws Exception {
        Account there = account;
        var end = gate();
        var started = gate();
        var future = fabric.pool(1).submit(() -> {
            started.open();
            end.await();
            return there.deposit(4);
        });
        started.await();
        var closing = Bounded.Caller.platform(() -> {
            fabric.close();
            return null;
        });
        closing.untilWaiting();
        end.open();
        assertEquals(4, Bounded.get(future));
        closing.result();
    }

    // --- dictionaries

    @Test
    void workersShareADictionary() throws Exception {
        ConcurrentMap<String, Integer> counts = fabric.dict();
        ProcessPool pool = open(3);
        Bounded.run(() -> pool.map(
                        n -> counts.merge("key" + n % 3, 1, Integer::sum),
                        IntStream.range(0, 300).boxed().toList())
                .toList());
        assertEquals(Map.of("key0", 100, "key1", 100, "key2", 100), counts);
        assertEquals(
                List.of("key0", "key1", "key2"),
                Bounded.get(pool.submit(() -> List.copyOf(new TreeSet<>(counts.keySet())))));
    }

    @Test
    void aDictionaryIsFoundByItsName() {
        ConcurrentMap<String, Integer> one = fabric.dict("one");
        one.put("a", 1);
        assertSame(one, fabric.dict("one"));
        assertNotEquals(one, fabric.dict("two"));
        assertEquals(Map.of(), fabric.dict());
    }

    @Test
    void aSharedObjectInADictionaryIsLive() throws Exception {
        ConcurrentMap<String, Account> accounts = fabric.dict();
        accounts.put("mine", account);
        ProcessPool pool = open(1);
        assertEquals(6, Bounded.get(pool.submit(() -> accounts.get("mine").deposit(6))));
        assertEquals(7, account.deposit(1));
    }

    @Test
    void aDictionaryOutlivesItsUsersButNotItsOwner() throws Exception {
        ConcurrentMap<String, String> dict = fabric.dict();
        try (PipeEndChild child = PipeEndChild.start(folder)) {
            assertEquals(1, child.run(() -> {
                dict.put("from", "a child");
                return dict.size();
            }));
        }
        assertEquals("a child", dict.get("from"));
        Bounded.run(fabric::close);
        assertThrows(IllegalStateException.class, () -> dict.get("from"));
    }
}
