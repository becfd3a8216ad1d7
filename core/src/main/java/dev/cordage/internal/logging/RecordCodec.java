package dev.cordage.internal.logging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One log record as bytes, big-endian: the version (1 byte), level (4 bytes, as {@code java.util.logging} numbers
 * them), seconds (8) and nanoseconds (4) since 1970, then texts, each with its length in bytes (4) and in UTF-8:
 * level name, logger name, thread name, message, thrown with its stack, source class, source method. A length of -1 is no
 * text; only the last three may be none.
 */
record RecordCodec(
        int level,
        long seconds,
        int nanos,
        String levelName,
        String logger,
        String thread,
        String message,
        @Nullable String thrown,
        @Nullable String sourceClass,
        @Nullable String sourceMethod) {
    private static final int VERSION = 1;

    byte[] encode() {
        var bytes = new ByteArrayOutputStream(256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeInt(level);
            out.writeLong(seconds);
            out.writeInt(nanos);
            write(out, levelName);
            write(out, logger);
            write(out, thread);
            write(out, message);
            write(out, thrown);
            write(out, sourceClass);
            write(out, sourceMethod);
        } catch (IOException e) {
            throw new AssertionError("an array can always be written to", e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, @Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(-1);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    /** The record in the bytes. */
    static RecordCodec decode(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IOException("a log record has version " + version + ", not " + VERSION);
            }
            RecordCodec record = new RecordCodec(
                    in.readInt(),
                    in.readLong(),
                    in.readInt(),
                    text(in),
                    text(in),
                    text(in),
                    text(in),
                    optional(in),
                    optional(in),
                    optional(in));
            if (in.available() > 0) {
                throw new IOException("a log record of " + bytes.length + " bytes has " + in.available() + " too many");
            }
            return record;
        } catch (java.io.EOFException e) {
            throw new IOException("a log record is cut off after " + bytes.length + " bytes", e);
        }
    }

    private static String text(DataInputStream in) throws IOException {
        String text = optional(in);
        if (text == null) {
            throw new IOException("a log record lacks a text that each must have");
        }
        return text;
    }

    private static @Nullable String optional(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == -1) {
            return null;
        }
        if (length < 0 || length > in.available()) {
            throw new IOException(
                    "a log record has a text of " + length + " bytes, and " + in.available() + " bytes left");
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(java.nio.ByteBuffer.wrap(in.readNBytes(length)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IOException("a log record has a text that is not UTF-8", e);
        }
    }
}
