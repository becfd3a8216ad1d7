package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.cordage.bench.JavaCommand;
import dev.cordage.bench.Output;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AgronaRingTest {
    /** In a JVM of its own, for its options. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) throws Exception {
            try (AgronaRing ring = new AgronaRing(50_000, 64)) {
                double first = ring.sample();
                System.out.println(first > 0 && ring.sample() > 0);
            }
        }
    }

    @Test
    void messagesComeFromAnotherProcess() throws Exception {
        List<String> command = JavaCommand.of("64m", AgronaRing.OPTIONS, Child.class);
        assertEquals("true", Output.of(command));
    }
}
