package dev.cordage.internal.managed;

import dev.cordage.internal.codec.Standalone;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serial;
import java.io.Serializable;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A map whose entries are in one process, and that is used from any. Keys and values are copied on their way in and out.
 *
 * <p>Functions are called here, not by the owner, and so need not be serialisable; the outcome is put if what the
 * function was given is still there, else it is called again with what is there now.
 */
final class SharedDict<K, V> extends AbstractMap<K, V> implements ConcurrentMap<K, V>, Serializable {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Table table;

    /** Whether the table keeps the very keys it is given. */
    private final transient boolean isLocal;

    SharedDict(Table table) {
        this.table = table;
        this.isLocal = Stub.of(table).isLocal();
    }

    /** What the map is on its way to another process. */
    private record Form(Stub stub) implements Serializable {
        @Serial
        private Object readResolve() {
            return new SharedDict<>(Stub.proxy(Table.class, stub));
        }
    }

    @Serial
    private Object writeReplace() {
        return new Form(Stub.of(table));
    }

    @Serial
    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a map of another process travels as a reference");
    }

    // --- copies

    private static byte[] frozen(Object value) {
        try {
            return Standalone.encode(Objects.requireNonNull(value, "value"));
        } catch (IOException e) {
            throw new IllegalArgumentException("the value can't be put: " + e.getMessage(), e);
        }
    }

    private static Object thawed(byte[] bytes) {
        try {
            return Objects.requireNonNull(Standalone.decode(bytes));
        } catch (IOException e) {
            throw new IllegalStateException("what is in the map can't be rebuilt here: " + e.getMessage(), e);
        }
    }

    @SuppressWarnings("unchecked") // what the map holds is for the program to agree upon
    private V value(byte[] bytes) {
        return (V) thawed(bytes);
    }

    private @Nullable V valueOrNull(byte @Nullable [] bytes) {
        return bytes == null ? null : value(bytes);
    }

    /** A key that the table may keep, or the caller. */
    @SuppressWarnings("unchecked") // a copy is of the same class
    private <T> T key(T key) {
        return !isLocal || isImmutable(Objects.requireNonNull(key, "key")) ? key : (T) thawed(frozen(key));
    }

    private static boolean isImmutable(Object key) {
        return key instanceof String
                || key instanceof Enum<?>
                || key instanceof Character
                || key instanceof Boolean
                || (key instanceof Number && key.getClass().getName().startsWith("java.lang."));
    }

    // --- one entry

    @Override
    public @Nullable V get(Object key) {
        Table.Stored stored = table.get(Objects.requireNonNull(key, "key"));
        return stored == null ? null : value(stored.bytes());
    }

    @Override
    public V getOrDefault(Object key, V otherwise) {
        V value = get(key);
        return value == null ? otherwise : value;
    }

    @Override
    public boolean containsKey(Object key) {
        return table.has(Objects.requireNonNull(key, "key"));
    }

    @Override
    public @Nullable V put(K key, V value) {
        byte[] bytes = frozen(value);
        return valueOrNull(table.put(key(Objects.requireNonNull(key, "key")), bytes));
    }

    @Override
    public @Nullable V putIfAbsent(K key, V value) {
        byte[] bytes = frozen(value);
        Table.Stored there = table.putIfAbsent(key(Objects.requireNonNull(key, "key")), bytes);
        return there == null ? null : value(there.bytes());
    }

    @Override
    public @Nullable V remove(Object key) {
        return valueOrNull(table.remove(Objects.requireNonNull(key, "key")));
    }

    @Override
    public boolean remove(Object key, @Nullable Object value) {
        return exchange(key, value, null);
    }

    @Override
    public @Nullable V replace(K key, V value) {
        byte[] bytes = frozen(value);
        return valueOrNull(table.putIfPresent(Objects.requireNonNull(key, "key"), bytes));
    }

    @Override
    public boolean replace(K key, V expected, V value) {
        Objects.requireNonNull(expected, "expected");
        return exchange(key, expected, frozen(value));
    }

    /** Replaces a value that is equal to the one expected, by this one or by nothing. */
    private boolean exchange(Object key, @Nullable Object expected, byte @Nullable [] value) {
        Objects.requireNonNull(key, "key");
        for (; ; ) {
            Table.Stored there = table.get(key);
            if (there == null || !value(there.bytes()).equals(expected)) {
                return false;
            }
            if (table.replace(key, there.version(), value)) {
                return true;
            }
        }
    }

    @Override
    public @Nullable V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        return change(key, old -> function.apply(key, old));
    }

    @Override
    public @Nullable V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        return change(key, old -> old == null ? null : function.apply(key, old));
    }

    @Override
    public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
        Objects.requireNonNull(function, "function");
        V there = get(key);
        if (there != null) {
            return there;
        }
        V value = function.apply(key);
        if (value == null) {
            return null;
        }
        there = putIfAbsent(key, value);
        return there == null ? value : there;
    }

    @Override
    public @Nullable V merge(K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(function, "function");
        return change(key, old -> old == null ? value : function.apply(old, value));
    }

    /** Puts what the function makes of the value there, or nothing for nothing, until nobody came between. */
    private @Nullable V change(K key, Function<@Nullable V, @Nullable V> function) {
        Objects.requireNonNull(key, "key");
        for (; ; ) {
            Table.Stored there = table.get(key);
            V old = there == null ? null : value(there.bytes());
            V value = function.apply(old);
            boolean done;
            if (there == null) {
                done = value == null || table.putIfAbsent(key(key), frozen(value)) == null;
            } else {
                done = table.replace(key, there.version(), value == null ? null : frozen(value));
            }
            if (done) {
                return value;
            }
        }
    }

    // --- all entries

    @Override
    public int size() {
        return table.size();
    }

    @Override
    public boolean isEmpty() {
        return table.size() == 0;
    }

    @Override
    public void clear() {
        table.clear();
    }

    @Override
    public void putAll(Map<? extends K, ? extends V> entries) {
        List<Object> keys = new ArrayList<>();
        List<byte[]> values = new ArrayList<>();
        entries.forEach((key, value) -> {
            keys.add(key(Objects.requireNonNull(key, "key")));
            values.add(frozen(value));
        });
        table.putAll(keys, values);
    }

    @Override
    public void forEach(BiConsumer<? super K, ? super V> action) {
        Objects.requireNonNull(action, "action");
        for (Table.Row row : table.rows()) {
            action.accept(keyOf(row), value(row.stored().bytes()));
        }
    }

    @Override
    public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        for (Table.Row row : table.rows()) {
            V _ = computeIfPresent(
                    keyOf(row), (key, old) -> Objects.requireNonNull(function.apply(key, old), "the new value"));
        }
    }

    @SuppressWarnings("unchecked") // as with values
    private K keyOf(Table.Row row) {
        return (K) key(row.key());
    }

    @Override
    public Set<Entry<K, V>> entrySet() {
        return new DictView.Entries<>(this);
    }

    @Override
    public Set<K> keySet() {
        return new DictView.Keys<>(this);
    }

    /** The entries as they are now, copied. */
    List<Entry<K, V>> entries() {
        List<Entry<K, V>> entries = new ArrayList<>();
        for (Table.Row row : table.rows()) {
            entries.add(new DictEntry<>(this, keyOf(row), value(row.stored().bytes())));
        }
        return entries;
    }
}
