package dev.cordage.queue;

import dev.cordage.queue.QueueShape.Kind;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.CTestConfiguration;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Options;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;

/**
 * The program that {@link QueueLinearizabilityTest} runs: Lincheck makes up short programs of several threads out of the
 * operations below, runs them in many orders, and looks for an order of the operations, one after the other, that
 * explains what they returned.
 */
public final class QueueLincheck {
    /** How many programs are made up for each kind of queue, beside the chosen ones. */
    private static final int RANDOM = Integer.getInteger("cordage.lincheck.programs", 1);

    /** In how many orders each program runs; five times as often where only chance makes the orders. */
    private static final int ORDERS = Integer.getInteger("cordage.lincheck.orders", 30);

    private static boolean failed;

    private QueueLincheck() {}

    /** What does not wait. */
    @Param(name = "item", gen = IntGen.class, conf = "1:4")
    public abstract static class Operations {
        private final CloseableQueue<Integer> queue;

        Operations(Kind kind, int capacity) {
            this(LocalQueueTest.make(new QueueShape(kind, capacity), "queue under test"));
        }

        Operations(CloseableQueue<Integer> queue) {
            this.queue = queue;
        }

        @Operation
        public boolean offer(@Param(name = "item") int item) {
            return queue.offer(item);
        }

        @Operation
        public Integer poll() {
            return queue.poll();
        }

        @Operation
        public Integer peek() {
            return queue.peek();
        }

        @Operation
        public int size() {
            return queue.size();
        }

        @Operation
        public int remainingCapacity() {
            return queue.remainingCapacity();
        }

        @Operation
        public boolean isClosed() {
            return queue.isClosed();
        }

        @Operation
        public boolean isDrained() {
            return queue.isDrained();
        }

        @Operation
        public boolean taskDone() {
            try {
                queue.taskDone();
                return true;
            } catch (IllegalStateException _) {
                return false;
            }
        }

        @Operation
        public void clear() {
            queue.clear();
        }

        @Operation
        public void close() {
            queue.close();
        }

        @Operation
        public int closeNow() {
            return queue.closeNow();
        }
    }

    /** What each of them does when nobody else is there, written down as plainly as can be. */
    public abstract static class Model {
        private final Kind kind;
        private final int capacity;
        private final List<Integer> items = new ArrayList<>();
        private boolean closed;
        private int out;

        Model(Kind kind, int capacity) {
            this.kind = kind;
            this.capacity = capacity;
        }

        public boolean offer(int item) {
            return !closed && items.size() < capacity && items.add(item);
        }

        public Integer poll() {
            Integer next = peek();
            // Equal numbers are one as good as the other, but for their place.
            int index = kind == Kind.LIFO ? items.lastIndexOf(next) : items.indexOf(next);
            if (index >= 0) {
                items.remove(index);
                out++;
            }
            return next;
        }

        public Integer peek() {
            return items.isEmpty() ? null : kind.order(items).getFirst();
        }

        public int size() {
            return items.size();
        }

        public int remainingCapacity() {
            return closed ? 0 : capacity == QueueShape.UNBOUNDED ? capacity : capacity - items.size();
        }

        public boolean isClosed() {
            return closed;
        }

        public boolean isDrained() {
            return closed && items.isEmpty();
        }

        public boolean taskDone() {
            return out > 0 && out-- > 0;
        }

        public void clear() {
            items.clear();
        }

        public void close() {
            closed = true;
        }

        public int closeNow() {
            int discarded = items.size();
            items.clear();
            closed = true;
            return discarded;
        }
    }

    /** A queue for Lincheck to make, which needs a constructor without arguments. */
    public static final class SmallFifo extends Operations {
        public SmallFifo() {
            super(Kind.FIFO, 1);
        }
    }

    /** What SmallFifo is compared with. */
    public static final class SmallFifoModel extends Model {
        public SmallFifoModel() {
            super(Kind.FIFO, 1);
        }
    }

    /** A queue for Lincheck to make, which needs a constructor without arguments. */
    public static final class Fifo extends Operations {
        public Fifo() {
            super(Kind.FIFO, 2);
        }
    }

    /** What Fifo is compared with. */
    public static final class FifoModel extends Model {
        public FifoModel() {
            super(Kind.FIFO, 2);
        }
    }

    /** A queue for Lincheck to make, which needs a constructor without arguments. */
    public static final class UnboundedFifo extends Operations {
        public UnboundedFifo() {
            super(Kind.FIFO, QueueShape.UNBOUNDED);
        }
    }

    /** What UnboundedFifo is compared with. */
    public static final class UnboundedFifoModel extends Model {
        public UnboundedFifoModel() {
            super(Kind.FIFO, QueueShape.UNBOUNDED);
        }
    }

    /** An unbounded queue whose rings have two slots, so that it grows and shrinks all the time. */
    public static final class GrowingFifo extends Operations {
        public GrowingFifo() {
            super(new LocalQueue<>(new RingStore<>(QueueShape.UNBOUNDED, 2, 2), "queue under test"));
        }
    }

    /** A queue for Lincheck to make, which needs a constructor without arguments. */
    public static final class Lifo extends Operations {
        public Lifo() {
            super(Kind.LIFO, 2);
        }
    }

    /** What Lifo is compared with. */
    public static final class LifoModel extends Model {
        public LifoModel() {
            super(Kind.LIFO, 2);
        }
    }

    /** A queue for Lincheck to make, which needs a constructor without arguments. */
    public static final class Priority extends Operations {
        public Priority() {
            super(Kind.PRIORITY, 2);
        }
    }

    /** What Priority is compared with. */
    public static final class PriorityModel extends Model {
        public PriorityModel() {
            super(Kind.PRIORITY, 2);
        }
    }

    /** Checks every kind, in the mode that the argument names, prints what Lincheck finds, and fails if that is anything. */
    public static void main(String[] arguments) {
        switch (arguments[0]) {
            case "model" -> {
                check(modelChecking(), SmallFifo.class, SmallFifoModel.class);
                check(modelChecking(), Fifo.class, FifoModel.class);
                check(modelChecking(), UnboundedFifo.class, UnboundedFifoModel.class);
                checkGrowth(modelChecking());
                check(modelChecking(), Lifo.class, LifoModel.class);
                check(modelChecking(), Priority.class, PriorityModel.class);
            }
            case "stress" -> {
                check(stress(), SmallFifo.class, SmallFifoModel.class);
                check(stress(), Fifo.class, FifoModel.class);
                check(stress(), UnboundedFifo.class, UnboundedFifoModel.class);
                checkGrowth(stress());
                check(stress(), Lifo.class, LifoModel.class);
                check(stress(), Priority.class, PriorityModel.class);
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
        System.exit(failed ? 1 : 0);
    }

    private static <O extends Options<O, C>, C extends CTestConfiguration> void check(
            O options, Class<? extends Operations> operations, Class<? extends Model> model) {
        for (ExecutionScenario scenario : Chosen.scenarios(operations)) {
            options.addCustomScenario(scenario);
        }
        options.iterations(RANDOM).threads(2).actorsPerThread(3).actorsBefore(1).actorsAfter(1);
        run(options, operations, model);
    }

    private static <O extends Options<O, C>, C extends CTestConfiguration> void run(
            O options, Class<? extends Operations> operations, Class<? extends Model> model) {
        options.sequentialSpecification(model);
        try {
            options.check(operations);
            System.out.println(operations.getSimpleName() + " is linearizable");
        } catch (LincheckAssertionError e) {
            failed = true;
            System.out.println(operations.getSimpleName() + " is not:\n" + e.getMessage());
        }
    }

    /** Two slots are filled, and a third item makes it grow, while others look for an item. */
    private static <O extends Options<O, C>, C extends CTestConfiguration> void checkGrowth(O options) {
        Class<? extends Operations> type = GrowingFifo.class;
        options.addCustomScenario(Chosen.scenario(
                List.of(Chosen.call(type, "poll"), Chosen.call(type, "poll")),
                List.of(Chosen.offer(type), Chosen.offer(type), Chosen.offer(type))));
        run(options.iterations(0), type, UnboundedFifoModel.class);
    }

    private static ModelCheckingOptions modelChecking() {
        // A new ring writes all its slots in a loop, which is not a livelock.
        return new ModelCheckingOptions().invocationsPerIteration(ORDERS).loopBound(1000);
    }

    private static StressOptions stress() {
        return new StressOptions().invocationsPerIteration(5 * ORDERS);
    }

    /**
     * Programs that chance seldom makes up: who has seen the queue closed relies on it, and what one has taken one can
     * report done.
     */
    private static final class Chosen {
        private Chosen() {}

        static List<ExecutionScenario> scenarios(Class<? extends Operations> type) {
            return List.of(
                    scenario(List.of(call(type, "close")), List.of(call(type, "isClosed"), offer(type))),
                    scenario(
                            List.of(call(type, "close")),
                            List.of(call(type, "isDrained"), call(type, "isDrained")),
                            List.of(offer(type))),
                    scenario(
                            List.of(call(type, "close")),
                            List.of(call(type, "isClosed"), call(type, "poll")),
                            List.of(offer(type))),
                    scenario(
                            List.of(offer(type), call(type, "poll"), call(type, "taskDone")),
                            List.of(offer(type), call(type, "clear"))),
                    scenario(
                            List.of(call(type, "closeNow")),
                            List.of(offer(type), call(type, "isClosed"), call(type, "poll"))));
        }

        @SafeVarargs
        private static ExecutionScenario scenario(List<Actor>... threads) {
            return new ExecutionScenario(List.of(), List.of(threads), List.of(), null);
        }

        private static Actor offer(Class<? extends Operations> type) {
            return new Actor(method(type, "offer", int.class), List.of(1));
        }

        private static Actor call(Class<? extends Operations> type, String name) {
            return new Actor(method(type, name), List.of());
        }

        private static Method method(Class<?> type, String name, Class<?>... parameters) {
            try {
                return type.getMethod(name, parameters);
            } catch (NoSuchMethodException e) {
                throw new IllegalArgumentException(e);
            }
        }
    }
}
