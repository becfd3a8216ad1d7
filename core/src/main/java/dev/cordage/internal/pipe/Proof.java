package dev.cordage.internal.pipe;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * How two sides show each other that they know the same key, without telling it to one who doesn't: HMAC-SHA256 over a
 * random nonce of each side, the purpose of the connection, and the role of the one who proves.
 *
 * <p>From {@code MessageDigest}, by RFC 2104: {@code javax.crypto} takes much longer to load.
 */
final class Proof {
    static final int SIZE = 32;

    private static final int BLOCK = 64;
    private static final SecureRandom RANDOM = new SecureRandom();

    private Proof() {}

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    static long randomId() {
        return ByteBuffer.wrap(random(Long.BYTES)).getLong();
    }

    /** What only one who knows the key can say. */
    static byte[] of(byte[] key, String role, long purpose, byte[] challenge, byte[] ownNonce) {
        byte[] name = role.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocate(name.length + 1 + Long.BYTES + challenge.length + ownNonce.length)
                .put(name)
                .put((byte) 0)
                .putLong(purpose)
                .put(challenge)
                .put(ownNonce);
        return hmac(key, message.array());
    }

    /** Compares in a time that tells nothing. */
    static boolean same(byte[] one, byte[] other) {
        return MessageDigest.isEqual(one, other);
    }

    static byte[] hmac(byte[] key, byte[] message) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
        byte[] block = Arrays.copyOf(key.length > BLOCK ? digest.digest(key) : key, BLOCK);
        byte[] inner = block.clone();
        for (int i = 0; i < BLOCK; i++) {
            inner[i] ^= 0x36;
            block[i] ^= 0x5c;
        }
        digest.update(inner);
        byte[] hash = digest.digest(message);
        digest.update(block);
        return digest.digest(hash);
    }
}
