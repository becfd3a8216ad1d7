package dev.cordage.internal.pipe;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The greeting of the side that connects. Used by the loop alone, but for {@link #await}. */
final class Response implements Greeting {
    private final byte[] key;
    private final long purpose;
    private final byte[] nonce = Proof.random(Proof.SIZE);

    /** What the other side must say; null before it has asked. */
    private byte @Nullable [] expected;

    private final CountDownLatch done = new CountDownLatch(1);

    /** Set before the latch is down. */
    private volatile @Nullable Exception failure;

    Response(byte[] key, long purpose) {
        this.key = key;
        this.purpose = purpose;
    }

    /**
     * Waits for the outcome.
     *
     * @return whether there is one in time
     * @throws IOException if the greeting has failed
     */
    boolean await(long nanos) throws IOException, InterruptedException {
        if (!done.await(nanos, TimeUnit.NANOSECONDS)) {
            return false;
        }
        switch (failure) {
            case null -> {}
            case KeyRefusedException e -> throw new KeyRefusedException(String.valueOf(e.getMessage()));
            case Exception e -> throw new IOException(e.getMessage(), e);
        }
        return true;
    }

    @Override
    public void begin(Wire wire) {
        // The other side does.
    }

    @Override
    public void frame(Wire wire, byte type, int number, byte[] body) throws IOException {
        if (type == Frame.HELLO && expected == null && number == Frame.VERSION && body.length == Proof.SIZE) {
            expected = Proof.of(key, Challenge.LISTENER, purpose, nonce, body);
            wire.greet(
                    Frame.PROOF,
                    0,
                    ByteBuffer.allocate(Long.BYTES + 2 * Proof.SIZE)
                            .putLong(purpose)
                            .put(nonce)
                            .put(Proof.of(key, Challenge.CALLER, purpose, body, nonce))
                            .array());
            return;
        }
        byte[] proof = expected;
        if (type != Frame.RESULT || proof == null) {
            throw new KeyRefusedException("the other side doesn't speak the language of pipes");
        }
        switch (number) {
            case Frame.WELCOME -> {
                if (!Proof.same(proof, body)) {
                    throw new KeyRefusedException("the one who listens doesn't know the key");
                }
                wire.prove();
                done.countDown();
            }
            case Frame.WRONG_KEY -> throw new KeyRefusedException("the one who listens says that the key is wrong");
            default -> throw new IOException("refused: " + new String(body, StandardCharsets.UTF_8));
        }
    }

    @Override
    public void failed(Wire wire, Exception failure) {
        this.failure = failure;
        done.countDown();
    }

    @Override
    public void lost(Wire wire, String why) {
        // The lanes are attached from the beginning.
    }

    @Override
    public void activated(Wire wire) throws IOException {
        throw new IOException("ACTIVATE from the side that listens");
    }

    @Override
    public void released(Wire wire) throws IOException {
        throw new IOException("RELEASE from the side that listens");
    }
}
