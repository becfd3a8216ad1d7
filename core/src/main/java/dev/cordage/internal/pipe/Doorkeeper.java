package dev.cordage.internal.pipe;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Decides about those who come to a {@link Door}. All methods are called by the loop. */
interface Doorkeeper {
    /** The key for this purpose; null if there is none, or no longer. */
    byte @Nullable [] key(long purpose);

    /**
     * Admits one who has proven to know the key.
     *
     * @return null, or why not
     */
    @Nullable String admit(Wire wire, long purpose);

    /** The one who was admitted has been told so. */
    void admitted(Wire wire, long purpose);

    /** One has come who doesn't know the key. */
    void refused(KeyRefusedException why);

    // Those who connect by path have their lanes at once, and nothing to begin with or to give back.

    /** One who was admitted has gone before lanes were attached. */
    default void lost(long purpose, Wire wire, String why) {}

    /** One who was admitted begins to use the end. */
    default void activated(long purpose, Wire wire) throws IOException {
        throw new IOException("ACTIVATE on a connection by path");
    }

    /** One who was admitted gives the end back. */
    default void released(long purpose, Wire wire) throws IOException {
        throw new IOException("RELEASE on a connection by path");
    }
}
