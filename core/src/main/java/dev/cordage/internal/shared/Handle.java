package dev.cordage.internal.shared;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.io.Serial;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What is sent to another process in the place of a handle: it opens the same thing there.
 *
 * @param folder the folder of the fabric
 * @param base the address of the slot
 * @param kind the name of its kind
 * @param name its name
 */
record Handle(String folder, long base, String kind, String name) implements Serializable {
    @Serial
    private static final long serialVersionUID = 1L;

    static Handle of(Slot slot, Kind kind) throws NotSerializableException {
        if (slot.region.isClosed()) {
            throw new NotSerializableException(slot + ", which can't be sent any more");
        }
        return new Handle(slot.region.folder().toString(), slot.base, kind.name(), slot.name());
    }

    @Serial
    private Object readResolve() throws ObjectStreamException {
        try {
            Region region = Region.attach(Path.of(folder));
            Kind there = region.kind(base);
            if (!there.name().equals(kind)) {
                throw new InvalidObjectException("%s %s is not at %d, where %s is".formatted(kind, name, base, there));
            }
            return region.slot(base, () -> there.handle(region, base)).shown();
        } catch (IOException | IllegalArgumentException | IllegalStateException e) {
            InvalidObjectException failure = new InvalidObjectException(
                    "the fabric of %s %s is closed, or can't be joined: %s".formatted(kind, name, e.getMessage()));
            failure.initCause(e);
            throw failure;
        }
    }
}
