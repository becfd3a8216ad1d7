package dev.cordage.internal.managed;

import dev.cordage.internal.pipe.Parcel;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What goes before the object in each message, all numbers big-endian.
 *
 * <pre>
 *   byte  kind
 *   long  call       given by who calls, never twice
 *   int   object     given by the owner
 *   int   method     its number in the {@link Contract}
 *
 * kind        object behind it   from      means
 * HELLO       -                  client    it begins; the call is the number of its process
 * CALL        arguments          client    call that method of that object
 * INTERRUPT   -                  client    interrupt the thread of that call, if it still runs
 * VALUE       result             owner     the call has returned
 * FAILURE     failure            owner     the call has thrown, or could not be made
 * </pre>
 *
 * @param kind one of the above
 * @param call the call
 * @param object the object, of a call
 * @param method the method, of a call
 */
record Message(byte kind, long call, int object, int method) {
    static final byte HELLO = 1;
    static final byte CALL = 2;
    static final byte INTERRUPT = 3;
    static final byte VALUE = 4;
    static final byte FAILURE = 5;

    static final int SIZE = 1 + Long.BYTES + 2 * Integer.BYTES;

    /** One that is not about a method. */
    static byte[] head(byte kind, long call) {
        return new Message(kind, call, 0, 0).bytes();
    }

    byte[] bytes() {
        return ByteBuffer.allocate(SIZE)
                .put(kind)
                .putLong(call)
                .putInt(object)
                .putInt(method)
                .array();
    }

    /** The head of a message. */
    static Message of(Parcel parcel) throws IOException {
        boolean isObject = parcel.dictionary() != null;
        byte[] body = parcel.body();
        if (body.length < SIZE || (!isObject && body.length > SIZE)) {
            throw new IOException("a message of " + body.length + " bytes that is none");
        }
        ByteBuffer head = ByteBuffer.wrap(body);
        Message message = new Message(head.get(), head.getLong(), head.getInt(), head.getInt());
        boolean wantsObject = switch (message.kind) {
            case HELLO, INTERRUPT -> false;
            case CALL, VALUE, FAILURE -> true;
            default -> throw new IOException("a message of kind " + message.kind);
        };
        if (wantsObject != isObject) {
            throw new IOException(
                    "a message of kind " + message.kind + (isObject ? " with" : " without") + " an object");
        }
        return message;
    }
}
