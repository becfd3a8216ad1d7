package dev.cordage.internal.managed;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import dev.cordage.testing.GuavaSuites;
import java.util.Map;
import java.util.Map.Entry;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** Guava's tests of what a {@link ConcurrentMap} must be, in the owner's process and over a socket. */
class SharedDictGuavaTest {
    private static final ObjectServer SERVER = new ObjectServer((_, _) -> {});

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private interface Maker {
        ConcurrentMap<String, String> make() throws Exception;
    }

    @TestFactory
    Stream<DynamicNode> isAConcurrentMap() {
        return Stream.of(
                GuavaSuites.node(suite("in the owner's process", SERVER::dict)),
                GuavaSuites.node(suite("over a socket", () -> Elsewhere.dict(SERVER))));
    }

    private static TestSuite suite(String name, Maker maker) {
        return ConcurrentMapTestSuiteBuilder.using(new TestStringMapGenerator() {
                    @Override
                    protected Map<String, String> create(Entry<String, String>[] entries) {
                        ConcurrentMap<String, String> map = made(maker);
                        for (Entry<String, String> entry : entries) {
                            map.put(entry.getKey(), entry.getValue());
                        }
                        return map;
                    }
                })
                .named(name)
                .withFeatures(
                        MapFeature.GENERAL_PURPOSE,
                        MapFeature.RESTRICTS_KEYS,
                        CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                        CollectionSize.ANY)
                .createTestSuite();
    }

    private static ConcurrentMap<String, String> made(Maker maker) {
        try {
            return maker.make();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
