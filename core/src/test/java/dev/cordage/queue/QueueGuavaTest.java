package dev.cordage.queue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import dev.cordage.queue.QueueShape.Kind;
import dev.cordage.testing.GuavaSuites;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * Guava's tests of what a {@link Queue} and a {@link java.util.Collection} must be, for every kind of queue.
 */
class QueueGuavaTest {
    /** Room for the largest collections of the suites, and for what they add. */
    private static final int CAPACITY = 16;

    @TestFactory
    Stream<DynamicNode> isAQueueAndACollection() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(CAPACITY, QueueShape.UNBOUNDED)
                        .map(capacity -> GuavaSuites.node(suite(new QueueShape(kind, capacity)))));
    }

    private static TestSuite suite(QueueShape shape) {
        List<Feature<?>> features = new ArrayList<>(List.of(
                CollectionSize.ANY,
                CollectionFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                // Asking for null is answered, putting it in is refused.
                CollectionFeature.ALLOWS_NULL_QUERIES,
                // It says the queue's name.
                CollectionFeature.NON_STANDARD_TOSTRING));
        if (shape.kind() != Kind.PRIORITY) {
            // The iterator of a priority queue has none, and the sample elements are not in order.
            features.add(CollectionFeature.KNOWN_ORDER);
        }
        return QueueTestSuiteBuilder.using(new TestStringQueueGenerator() {
                    @Override
                    protected Queue<String> create(String[] elements) {
                        CloseableQueue<String> queue = LocalQueueTest.make(shape, "queue under test");
                        List<String> items = new ArrayList<>(Arrays.asList(elements));
                        if (shape.kind() == Kind.LIFO) {
                            // So that the order in which they come is the one the suite knows.
                            Collections.reverse(items);
                        }
                        queue.addAll(items);
                        return queue;
                    }
                })
                .named(shape.toString())
                .withFeatures(features)
                .createTestSuite();
    }
}
