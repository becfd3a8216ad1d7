package dev.cordage.process;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** A pair one of whose ends was serialised, and deserialised in the process it came from. */
class PipeEndReturnedTest extends PipeEndContract {
    @Override
    PipeEnd.Pair connected() throws Exception {
        PipeEnd.Pair pair = PipeEnd.pair();
        return new PipeEnd.Pair(pair.first(), copy(pair.second()));
    }

    static PipeEnd copy(PipeEnd end) throws Exception {
        return (PipeEnd) deserialised(serialised(end));
    }

    static byte[] serialised(Object value) throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var out = new ObjectOutputStream(bytes)) {
            out.writeObject(value);
        }
        return bytes.toByteArray();
    }

    static Object deserialised(byte[] bytes) throws Exception {
        try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes))) {
            return in.readObject();
        }
    }
}
