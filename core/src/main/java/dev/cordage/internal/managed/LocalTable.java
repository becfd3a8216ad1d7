package dev.cordage.internal.managed;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A map in its owner's process. */
final class LocalTable implements Table {
    private final ConcurrentMap<Object, Stored> entries = new ConcurrentHashMap<>();
    private final AtomicLong versions = new AtomicLong();

    private Stored store(byte[] value) {
        return new Stored(versions.incrementAndGet(), value);
    }

    private static byte @Nullable [] bytes(@Nullable Stored stored) {
        return stored == null ? null : stored.bytes();
    }

    @Override
    public @Nullable Stored get(Object key) {
        return entries.get(key);
    }

    @Override
    public boolean has(Object key) {
        return entries.containsKey(key);
    }

    @Override
    public int size() {
        return entries.size();
    }

    @Override
    public void clear() {
        entries.clear();
    }

    @Override
    public byte @Nullable [] put(Object key, byte[] value) {
        return bytes(entries.put(key, store(value)));
    }

    @Override
    public void putAll(List<?> keys, List<byte[]> values) {
        for (int i = 0; i < keys.size(); i++) {
            entries.put(keys.get(i), store(values.get(i)));
        }
    }

    @Override
    public @Nullable Stored putIfAbsent(Object key, byte[] value) {
        return entries.putIfAbsent(key, store(value));
    }

    @Override
    public byte @Nullable [] putIfPresent(Object key, byte[] value) {
        return bytes(entries.replace(key, store(value)));
    }

    @Override
    public byte @Nullable [] remove(Object key) {
        return bytes(entries.remove(key));
    }

    @Override
    public boolean replace(Object key, long version, byte @Nullable [] value) {
        Stored old = entries.get(key);
        if (old == null || old.version() != version) {
            return false;
        }
        // A record with the same array in it is equal; no other entry has that version.
        return value == null ? entries.remove(key, old) : entries.replace(key, old, store(value));
    }

    @Override
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        entries.forEach((key, stored) -> rows.add(new Row(key, stored)));
        return rows;
    }
}
