package dev.cordage.process;

import dev.cordage.internal.pipe.Address;
import java.io.Serial;
import java.io.Serializable;

/**
 * What an end is on its way from one process to another. An unused copy keeps nothing open.
 *
 * @param path the socket of the process that made the pair
 * @param id the number of the end there
 * @param secret what shows that one may have it
 * @param name the name of the end
 */
@SuppressWarnings("ArrayRecordComponent") // is never compared
record PipeEndAddress(String path, long id, byte[] secret, String name) implements Serializable {
    PipeEndAddress(Address address) {
        this(address.path(), address.id(), address.secret(), address.name());
    }

    @Serial
    private Object readResolve() {
        return PipeEnd.claim(new Address(path, id, secret, name));
    }

    @Override
    public String toString() {
        return "PipeEndAddress[" + name + "]";
    }
}
