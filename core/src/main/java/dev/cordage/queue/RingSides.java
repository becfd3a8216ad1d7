package dev.cordage.queue;

/**
 * The two words of a {@link Ring} that are written all the time, each by other threads. They are kept apart from each other
 * and from the fields that are only read, by more than the two cache lines that processors fetch together. That works
 * because the fields of a superclass are laid out before those of its subclasses.
 */
@SuppressWarnings("unused")
final class RingSides {
    private RingSides() {}

    abstract static class First {
        long a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13, a14, a15;
    }

    abstract static class PutSide extends First {
        /** Position and marks. */
        volatile long tail;

        /** Opaque; see {@link Ring#headSeen}. */
        long headSeen;
    }

    abstract static class Between extends PutSide {
        long b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13, b14, b15;
    }

    abstract static class TakeSide extends Between {
        /** Position and mark. */
        volatile long head;
    }

    abstract static class Last extends TakeSide {
        long c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13, c14, c15;
    }
}
