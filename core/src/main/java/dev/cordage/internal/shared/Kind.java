package dev.cordage.internal.shared;

/** What a slot is. The code is in the shared memory. */
enum Kind {
    NONE(0),
    MUTEX(1),
    RLOCK(2),
    CONDITION(3),
    SEMAPHORE(4),
    EVENT(5),
    BARRIER(6),
    COUNTER(7),
    VALUE(8),
    QUEUE_PUTS(9),
    QUEUE_TAKES(10);

    private static final Kind[] ALL = values();

    final long code;

    Kind(long code) {
        this.code = code;
    }

    /** The kind with a code; none if there is no such code. */
    static Kind of(long code) {
        for (Kind kind : ALL) {
            if (kind.code == code) {
                return kind;
            }
        }
        return NONE;
    }

    /** A handle of this kind, in no list. */
    Slot handle(Region region, long base) {
        return switch (this) {
            case MUTEX -> new SharedMutex(region, base);
            case RLOCK -> new SharedRLock(region, base);
            case CONDITION -> new SharedCondition(region, base);
            case SEMAPHORE -> new SharedSemaphore(region, base);
            case EVENT -> new SharedEventFlag(region, base);
            case BARRIER -> new SharedBarrier(region, base, null);
            case COUNTER -> new SharedCounter(region, base);
            case VALUE -> new SharedCell(region, base);
            case QUEUE_PUTS -> new QueuePuts(region, base);
            case QUEUE_TAKES -> new QueueTakes(region, base);
            default -> throw region.damaged("a slot of the kind " + this);
        };
    }
}
