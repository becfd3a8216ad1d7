package dev.cordage.internal.managed;

import java.util.AbstractMap.SimpleEntry;
import java.util.Objects;
import java.util.concurrent.ConcurrentMap;

/** An entry as it was when it was read; setting its value puts that into the map. */
final class DictEntry<K, V> extends SimpleEntry<K, V> {
    private static final long serialVersionUID = 1;

    private final transient ConcurrentMap<K, V> map;

    DictEntry(ConcurrentMap<K, V> map, K key, V value) {
        super(key, value);
        this.map = map;
    }

    @Override
    public V setValue(V value) {
        map.put(getKey(), Objects.requireNonNull(value, "value"));
        return super.setValue(value);
    }
}
