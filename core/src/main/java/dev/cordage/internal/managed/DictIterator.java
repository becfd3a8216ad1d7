package dev.cordage.internal.managed;

import java.util.Iterator;
import java.util.Map.Entry;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Goes over what was in the map when it was made; removing removes from the map. */
final class DictIterator<K, V, T> implements Iterator<T> {
    private final SharedDict<K, V> map;
    private final Iterator<Entry<K, V>> entries;
    private final Function<Entry<K, V>, T> part;
    private @Nullable Entry<K, V> last;

    DictIterator(SharedDict<K, V> map, Function<Entry<K, V>, T> part) {
        this.map = map;
        this.entries = map.entries().iterator();
        this.part = part;
    }

    @Override
    public boolean hasNext() {
        return entries.hasNext();
    }

    @Override
    public T next() {
        Entry<K, V> entry = entries.next();
        last = entry;
        return part.apply(entry);
    }

    @Override
    public void remove() {
        Entry<K, V> entry = last;
        if (entry == null) {
            throw new IllegalStateException("next comes first, and once for each");
        }
        last = null;
        V _ = map.remove(entry.getKey());
    }
}
