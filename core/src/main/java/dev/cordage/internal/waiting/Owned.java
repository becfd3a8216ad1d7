package dev.cordage.internal.waiting;

import java.util.List;

/** A thing threads wait for that knows who can end the wait. */
public interface Owned {
    /** The owners, as far as they are known now. */
    List<Thread> owners();
}
