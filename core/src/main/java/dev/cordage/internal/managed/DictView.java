package dev.cordage.internal.managed;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map.Entry;
import java.util.function.Function;

/** The entries or keys of a map of another process. What is iterated over is what was there when that began. */
abstract class DictView<K, V, T> extends AbstractSet<T> {
    final SharedDict<K, V> map;
    private final Function<Entry<K, V>, T> part;

    DictView(SharedDict<K, V> map, Function<Entry<K, V>, T> part) {
        this.map = map;
        this.part = part;
    }

    @Override
    public Iterator<T> iterator() {
        return new DictIterator<>(map, part);
    }

    @Override
    public int size() {
        return map.size();
    }

    @Override
    public void clear() {
        map.clear();
    }

    /** The entries. */
    static final class Entries<K, V> extends DictView<K, V, Entry<K, V>> {
        Entries(SharedDict<K, V> map) {
            super(map, entry -> entry);
        }

        @Override
        public boolean contains(Object object) {
            return object instanceof Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && entry.getValue().equals(map.get(entry.getKey()));
        }

        @Override
        public boolean remove(Object object) {
            return object instanceof Entry<?, ?> entry
                    && entry.getKey() != null
                    && entry.getValue() != null
                    && map.remove(entry.getKey(), entry.getValue());
        }
    }

    /** The keys. */
    static final class Keys<K, V> extends DictView<K, V, K> {
        Keys(SharedDict<K, V> map) {
            super(map, Entry::getKey);
        }

        @Override
        public boolean contains(Object key) {
            return map.containsKey(key);
        }

        @Override
        public boolean remove(Object key) {
            return map.remove(key) != null;
        }
    }
}
