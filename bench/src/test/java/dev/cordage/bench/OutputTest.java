package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OutputTest {
    private static final String JAVA = System.getProperty("java.home") + "/bin/java";

    @Test
    void itIsWhatWasPrinted() throws Exception {
        assertTrue(Output.of(List.of(JAVA, "--version")).contains("build"));
    }

    @Test
    void aProgramThatFailsIsAnErrorWithItsOutput() {
        var failure = assertThrows(IllegalStateException.class, () -> Output.of(List.of(JAVA, "--no-such-option")));
        assertTrue(failure.getMessage().contains("--no-such-option"), failure::getMessage);
        assertTrue(failure.getMessage().startsWith(JAVA + " failed: "), failure::getMessage);
    }

    @Test
    void aProgramThatIsNotThereIsAnIoException() {
        assertThrows(IOException.class, () -> Output.of(List.of("/no/such/program")));
    }
}
