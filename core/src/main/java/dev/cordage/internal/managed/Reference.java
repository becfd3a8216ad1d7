package dev.cordage.internal.managed;

import java.io.InvalidObjectException;
import java.io.Serial;
import java.io.Serializable;

/**
 * What a shared object is on its way to another process: where its owner is to be found, and what proves that one may
 * call. Keeps nothing open.
 *
 * @param server the owner
 * @param path its socket
 * @param key what those who connect must know
 * @param pid the number of the owner's process
 * @param object the number of the object
 * @param type the simple name of its interface
 * @param fingerprint that of the interface's {@link Contract}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Reference(String server, String path, byte[] key, long pid, int object, String type, int fingerprint)
        implements Serializable {

    Reference {
        if (server == null || path == null || key == null || key.length == 0 || type == null) {
            throw new IllegalArgumentException("a reference to a shared object that lacks a part");
        }
    }

    /** What calls the object: directly, where this is its owner's process. */
    Stub stub() throws InvalidObjectException {
        ObjectServer here = ObjectServer.find(server);
        if (here == null) {
            return new Stub(this);
        }
        SharedObject object = here.object(this.object);
        if (object == null) {
            throw new InvalidObjectException("no object " + this.object + " is shared by this process");
        }
        return new Stub(object);
    }

    @Serial
    private Object readResolve() throws InvalidObjectException {
        return stub();
    }

    @Override
    public String toString() {
        return SharedObject.describe(type, object, pid);
    }
}
