package dev.cordage.internal.launch;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;

/** Bytes nobody can guess, for names and secrets. */
public final class Entropy {
    /*
     * SecureRandom takes about 30 ms for its first byte, most of it for finding its provider, which is as long as a
     * worker takes to start. The kernel's generator, from which it would read, is there without.
     */
    private static final String KERNEL = "/dev/urandom";

    private Entropy() {}

    /** A number that cannot be guessed. */
    public static long number() {
        long bits = 0;
        for (byte next : bytes(Long.BYTES)) {
            bits = (bits << Byte.SIZE) | (next & 0xff);
        }
        return bits;
    }

    /** So many new bytes. Does not wait. */
    public static byte[] bytes(int count) {
        try (InputStream in = new FileInputStream(KERNEL)) {
            byte[] bytes = in.readNBytes(count);
            if (bytes.length == count) {
                return bytes;
            }
        } catch (IOException _) {
            // A system without it, as Windows is: the JDK knows another source.
        }
        byte[] bytes = new byte[count];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}
