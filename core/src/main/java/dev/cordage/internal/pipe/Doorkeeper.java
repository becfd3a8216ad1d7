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

    /** One who was admitted has gone before lanes were attached. */
    void lost(long purpose, Wire wire, String why);

    /** One who was admitted begins to use the end. */
    void activated(long purpose, Wire wire) throws IOException;

    /** One who was admitted gives the end back. */
    void released(long purpose, Wire wire) throws IOException;
}
