package dev.cordage.stress;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import dev.cordage.task.Promise;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** What every future of Cordage promises to threads that meet at it. */
public final class PromiseStress {
    private PromiseStress() {}

    /** Written before the end, without any synchronization of its own. */
    static final class Box {
        int content;
    }

    /** Whoever sees that a future is done sees all that was done before. */
    @JCStressTest
    @Outcome(id = "-1", expect = ACCEPTABLE, desc = "not done yet")
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "done, with what was written before")
    @Outcome(expect = FORBIDDEN, desc = "done, without what was written before")
    @State
    public static class ResultIsPublished {
        private final Promise<Box> promise = Promise.create();

        @Actor
        public void complete() {
            Box box = new Box();
            box.content = 1;
            promise.succeed(box);
        }

        @Actor
        public void look(I_Result seen) {
            seen.r1 = promise.isDone() ? promise.resultNow().content : -1;
        }
    }

    /** A callback that is registered while the future ends runs once. */
    @JCStressTest
    @Outcome(id = "1", expect = ACCEPTABLE, desc = "ran once")
    @Outcome(expect = FORBIDDEN, desc = "was lost, or ran twice")
    @State
    public static class CallbackRunsOnce {
        private final Promise<Integer> promise = Promise.create();
        private final AtomicInteger calls = new AtomicInteger();

        @Actor
        public void complete() {
            promise.succeed(1);
        }

        @Actor
        public void register() {
            promise.onDone(_ -> calls.incrementAndGet());
        }

        @Arbiter
        public void count(I_Result seen) {
            seen.r1 = calls.get();
        }
    }

    /** A value and a cancellation race: one of them wins, and the state is the winner's. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 1", "0, 1, 2"},
            expect = ACCEPTABLE,
            desc = "one winner, and its state")
    @Outcome(expect = FORBIDDEN, desc = "no winner, two winners, or the loser's state")
    @State
    public static class OneCompletionWins {
        private final Promise<Integer> promise = Promise.create();

        @Actor
        public void succeed(III_Result seen) {
            seen.r1 = promise.trySucceed(1) ? 1 : 0;
        }

        @Actor
        public void cancel(III_Result seen) {
            seen.r2 = promise.cancel(false) ? 1 : 0;
        }

        @Arbiter
        public void state(III_Result seen) {
            seen.r3 = switch (promise.state()) {
                case SUCCESS -> 1;
                case CANCELLED -> 2;
                case RUNNING, FAILED -> 3;
            };
        }
    }
}
