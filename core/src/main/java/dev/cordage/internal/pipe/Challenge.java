package dev.cordage.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The greeting of the side that listens. Used by the loop alone, but for {@link #begin}. */
final class Challenge implements Greeting {
    static final String LISTENER = "listener";
    static final String CALLER = "caller";

    private static final byte[] NOTHING = {};

    private final Doorkeeper doorkeeper;
    private final byte[] nonce = Proof.random(Proof.SIZE);
    private long purpose;
    private boolean admitted;
    private boolean answered;

    Challenge(Doorkeeper doorkeeper) {
        this.doorkeeper = doorkeeper;
    }

    @Override
    public void begin(Wire wire) {
        wire.greet(Frame.HELLO, Frame.VERSION, nonce);
    }

    @Override
    public void frame(Wire wire, byte type, int number, byte[] body) throws IOException {
        if (type != Frame.PROOF || answered || body.length != Long.BYTES + 2 * Proof.SIZE) {
            throw new KeyRefusedException("the other side doesn't speak the language of pipes");
        }
        answered = true;
        ByteBuffer fields = ByteBuffer.wrap(body);
        purpose = fields.getLong();
        byte[] otherNonce = new byte[Proof.SIZE];
        byte[] proof = new byte[Proof.SIZE];
        fields.get(otherNonce).get(proof);
        byte[] key = doorkeeper.key(purpose);
        if (key == null) {
            refuse(wire, "the end was claimed by another process already, or closed");
            return;
        }
        if (!Proof.same(proof, Proof.of(key, CALLER, purpose, nonce, otherNonce))) {
            wire.greet(Frame.RESULT, Frame.WRONG_KEY, NOTHING);
            wire.hangUp();
            doorkeeper.refused(new KeyRefusedException("one who wanted to connect doesn't know the key"));
            return;
        }
        String why = doorkeeper.admit(wire, purpose);
        if (why != null) {
            refuse(wire, why);
            return;
        }
        admitted = true;
        wire.greet(Frame.RESULT, Frame.WELCOME, Proof.of(key, LISTENER, purpose, otherNonce, nonce));
        wire.prove();
        doorkeeper.admitted(wire, purpose);
    }

    private static void refuse(Wire wire, String why) {
        wire.greet(Frame.RESULT, Frame.REFUSED, why.getBytes(StandardCharsets.UTF_8));
        wire.hangUp();
    }

    @Override
    public void failed(Wire wire, Exception failure) {
        if (!answered) {
            answered = true;
            doorkeeper.refused(
                    failure instanceof KeyRefusedException why
                            ? why
                            : new KeyRefusedException("one who wanted to connect has not proven to know the key: "
                                    + failure.getMessage()));
        }
    }

    @Override
    public void lost(Wire wire, String why) {
        if (admitted) {
            doorkeeper.lost(purpose, wire, why);
        }
    }

    @Override
    public void activated(Wire wire) throws IOException {
        doorkeeper.activated(purpose, wire);
    }

    @Override
    public void released(Wire wire) throws IOException {
        doorkeeper.released(purpose, wire);
        admitted = false;
    }
}
