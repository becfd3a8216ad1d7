package dev.cordage.testing;

import java.util.Collections;
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

/**
 * Guava's tests of collections are JUnit 3 suites. Each of their tests becomes a dynamic one, so that no other test
 * engine is needed.
 */
public final class GuavaSuites {
    private GuavaSuites() {}

    /** A suite as dynamic tests. */
    public static DynamicNode node(Test test) {
        return switch (test) {
            case TestSuite suite ->
                DynamicContainer.dynamicContainer(
                        String.valueOf(suite.getName()),
                        Collections.list(suite.tests()).stream().map(GuavaSuites::node));
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
                .ifPresent(GuavaSuites::rethrow);
    }

    private static void rethrow(Throwable failure) {
        throw failure instanceof AssertionFailedError failed ? failed : new AssertionError(failure);
    }
}
