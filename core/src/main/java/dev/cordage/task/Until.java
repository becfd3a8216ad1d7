package dev.cordage.task;

/** What {@link Tasks#await} waits for. */
public enum Until {
    /** At least one future has ended. */
    ANY,
    /** One future has failed, or all have ended. A cancelled future has not failed. */
    FIRST_FAILURE,
    /** All futures have ended. */
    ALL
}
