package dev.cordage.internal.waiting;

/** What a thread can wait for together with others of the kind: it stands in all their lines, and looks at all of them. */
public interface Selectable {
    /**
     * Enters the line of those that want something of it.
     *
     * @param operation what the thread called
     * @return the place of the current thread, to be left
     */
    Standing stand(String operation);

    /** A place in such a line. Used by its thread alone. */
    interface Standing {
        /** Whether it was called, and has not waited again since. The thread is unparked by a call. */
        boolean isCalled();

        /** Makes it ready for the next call. Before the thread parks it looks once more whether there is something. */
        void waitAgain();

        /** Leaves the line; if there may be something left, the next there is called. */
        void leave();
    }
}
