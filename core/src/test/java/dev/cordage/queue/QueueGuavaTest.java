package dev.cordage.queue;

import com.google.common.collect.testing.QueueTestSuiteBuilder;
import com.google.common.collect.testing.TestStringQueueGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import dev.cordage.queue.QueueShape.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.stream.Stream;
import junit.framework.AssertionFailedError;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Guava's tests of what a {@link Queue} and a {@link java.util.Collection} must be, for every kind of queue. They are
 * JUnit 3 suites; each of their tests becomes a dynamic one, so that no other test engine is needed.
 */
class QueueGuavaTest {
    /** Room for the largest collections of the suites, and for what they add. */
    private static final int CAPACITY = 16;

    @TestFactory
    Stream<DynamicNode> isAQueueAndACollection() {
        return Stream.of(Kind.values())
                .flatMap(kind -> Stream.of(CAPACITY, QueueShape.UNBOUNDED)
                        .map(capacity -> node(suite(new QueueShape(kind, capacity)))));
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

    private static DynamicNode node(Test test) {
        return switch (test) {
            case TestSuite suite ->
                DynamicContainer.dynamicContainer(
                        String.valueOf(suite.getName()),
                        Collections.list(suite.tests()).stream().map(QueueGuavaTest::node));
            case TestCase single -> DynamicTest.dynamicTest(single.getName(), () -> run(single));
            default -> DynamicTest.dynamicTest(test.toString(), () -> run(test));
        };
    }

    private static void run(Test test) {
        TestResult result = new TestResult();
        test.run(result);
        Assertions.assertEquals(test.countTestCases(), result.runCount());
        Stream.concat(Collections.list(result.errors()).stream(), Collections.list(result.failures()).stream())
                .findFirst()
                .map(TestFailure::thrownException)
                .ifPresent(QueueGuavaTest::rethrow);
    }

    private static void rethrow(Throwable failure) {
        throw failure instanceof AssertionFailedError failed ? failed : new AssertionError(failure);
    }
}
