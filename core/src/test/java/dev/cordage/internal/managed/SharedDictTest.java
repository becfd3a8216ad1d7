package dev.cordage.internal.managed;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import dev.cordage.testing.LeakCheck;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a dictionary does beyond what every map does, in its owner's process and over a socket. */
@ExtendWith(LeakCheck.class)
class SharedDictTest {
    private final ObjectServer server = new ObjectServer((_, _) -> {});

    private enum Place {
        HERE,
        ELSEWHERE
    }

    @AfterEach
    void close() throws Exception {
        Bounded.run(server::close);
    }

    private <K, V> ConcurrentMap<K, V> dict(Place place) throws Exception {
        return place == Place.HERE ? server.dict() : Elsewhere.dict(server);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void keysAndValuesAreCopies(Place place) throws Exception {
        ConcurrentMap<List<Integer>, List<Integer>> dict = dict(place);
        List<Integer> key = new ArrayList<>(List.of(1));
        List<Integer> value = new ArrayList<>(List.of(2));
        dict.put(key, value);
        key.add(3);
        value.add(4);
        assertEquals(Map.of(List.of(1), List.of(2)), dict);
        dict.get(List.of(1)).add(5);
        dict.forEach((gotKey, gotValue) -> {
            gotKey.add(6);
            gotValue.add(7);
        });
        assertEquals(Map.of(List.of(1), List.of(2)), dict);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aChangedValueIsPutBack(Place place) throws Exception {
        ConcurrentMap<String, List<Integer>> dict = dict(place);
        dict.put("list", new ArrayList<>());
        dict.computeIfPresent("list", (_, list) -> {
            list.add(1);
            return list;
        });
        assertEquals(List.of(1), dict.get("list"));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void changesOfManyThreadsAreNotLost(Place place) throws Exception {
        ConcurrentMap<String, Integer> dict = dict(place);
        List<Caller<Object>> callers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            callers.add(Caller.virtual(() -> {
                for (int k = 0; k < 50; k++) {
                    dict.merge("a", 1, Integer::sum);
                    dict.compute("b", (_, old) -> old == null ? 1 : old + 1);
                }
                return null;
            }));
        }
        for (Caller<Object> caller : callers) {
            caller.result();
        }
        assertEquals(Map.of("a", 400, "b", 400), dict);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void valuesWithoutEqualsCanBeChangedToo(Place place) throws Exception {
        ConcurrentMap<String, int[]> dict = dict(place);
        dict.put("array", new int[] {1});
        dict.merge("array", new int[] {2}, (old, more) -> {
            int[] both = Arrays.copyOf(old, old.length + more.length);
            System.arraycopy(more, 0, both, old.length, more.length);
            return both;
        });
        assertArrayEquals(new int[] {1, 2}, dict.get("array"));
        assertNull(dict.compute("array", (_, _) -> null));
        assertFalse(dict.containsKey("array"));
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aFunctionIsCalledAgainWhereAnotherCameBetween(Place place) throws Exception {
        ConcurrentMap<String, String> dict = dict(place);
        dict.put("key", "old");
        List<String> seen = new ArrayList<>();
        dict.compute("key", (_, old) -> {
            seen.add(old);
            if (seen.size() == 1) {
                dict.put("key", "old"); // an equal value, and yet another one
            }
            return "new";
        });
        assertEquals(List.of("old", "old"), seen);
        assertEquals("new", dict.get("key"));
    }

    private static final class Unknown implements Serializable {
        private static final long serialVersionUID = 1;

        static volatile boolean isKnown = true;

        final int number;

        Unknown(int number) {
            this.number = number;
        }

        private Object readResolve() {
            if (!isKnown) {
                throw new IllegalStateException("the owner has looked into it");
            }
            return this;
        }
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void theOwnerDoesNotLookIntoValues(Place place) throws Exception {
        ConcurrentMap<String, Unknown> dict = dict(place);
        Unknown.isKnown = false;
        try {
            dict.put("a", new Unknown(1));
            dict.putAll(Map.of("b", new Unknown(2), "c", new Unknown(3)));
            assertNull(dict.putIfAbsent("d", new Unknown(4)));
            assertEquals(4, dict.size());
            assertThrows(IllegalStateException.class, () -> dict.get("a"));
        } finally {
            Unknown.isKnown = true;
        }
        assertEquals(2, dict.get("b").number);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void iterationGoesOverWhatWasThere(Place place) throws Exception {
        ConcurrentMap<String, Integer> dict = dict(place);
        dict.putAll(Map.of("a", 1, "b", 2));
        Iterator<Map.Entry<String, Integer>> entries = dict.entrySet().iterator();
        dict.put("c", 3);
        Map<String, Integer> seen = new HashMap<>();
        while (entries.hasNext()) {
            Map.Entry<String, Integer> entry = entries.next();
            seen.put(entry.getKey(), entry.setValue(10 * entry.getValue()));
            entries.remove();
            dict.put(entry.getKey(), entry.getValue());
        }
        assertEquals(Map.of("a", 1, "b", 2), seen);
        assertEquals(Map.of("a", 10, "b", 20, "c", 3), dict);
        dict.values().removeIf(value -> value > 15);
        dict.keySet().remove("c");
        assertEquals(Map.of("a", 10), dict);
        dict.replaceAll((_, value) -> value + 1);
        assertEquals(Map.of("a", 11), dict);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void whatCantBeSentIsRefused(Place place) throws Exception {
        ConcurrentMap<Object, Object> dict = dict(place);
        IllegalArgumentException failure =
                assertThrows(IllegalArgumentException.class, () -> dict.put("key", List.of(new Object())));
        assertTrue(
                failure.getMessage()
                        .equals("the value can't be put: java.lang.Object is not serialisable;"
                                + " it is reached by element [0]"),
                failure.getMessage());
        assertThrows(IllegalArgumentException.class, () -> dict.put(new Object(), "value"));
        assertThrows(NullPointerException.class, () -> dict.put("key", null));
        assertThrows(NullPointerException.class, () -> dict.put(null, "value"));
        assertEquals(Map.of(), dict);
    }
}
