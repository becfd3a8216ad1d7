package dev.cordage.internal.pipe;

import java.io.IOException;

/** What a side of a wire does until both have proven that they know the key, and what only its role can do later. */
interface Greeting {
    /** The wire can be written to. */
    void begin(Wire wire);

    /** A frame of the greeting has come. */
    void frame(Wire wire, byte type, int number, byte[] body) throws IOException;

    /** The greeting has failed. */
    void failed(Wire wire, Exception failure);

    /** The connection has ended while no lanes were attached. */
    void lost(Wire wire, String why);

    /** The other side begins to use the end it has claimed. */
    void activated(Wire wire) throws IOException;

    /** The other side gives back the end it has claimed. */
    void released(Wire wire) throws IOException;
}
