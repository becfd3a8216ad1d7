package dev.cordage.bench.shared;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CProgramTest {
    @BeforeEach
    void onlyWithACompiler() {
        assumeTrue(CProgram.isPossible(), "no C compiler here");
    }

    @Test
    void itIsCompiledOnceRunAndRemoved() throws Exception {
        Path compiled;
        try (CProgram program = new CProgram("pingpong.c", 20, 0)) {
            assertTrue(program.sample() > 0);
            compiled = program.compiled();
            assertTrue(Files.exists(compiled));
            assertTrue(program.sample() > 0);
            assertEquals(compiled, program.compiled());
        }
        assertFalse(Files.exists(compiled));
    }

    @Test
    void oneThatFailsSaysWhy() throws Exception {
        try (CProgram program = new CProgram("pingpong.c", 1)) {
            var failure = assertThrows(IllegalStateException.class, program::sample);
            assertTrue(failure.getMessage().contains("2 arguments, not 1"), failure::getMessage);
        }
    }

    @Test
    void oneThatIsNotThereIsAnIoException() throws Exception {
        try (CProgram program = new CProgram("missing.c")) {
            assertThrows(IOException.class, program::sample);
        }
    }

    @Test
    void theReportSaysWhichCompiler() {
        assertTrue(CProgram.remark().startsWith("C: "), CProgram::remark);
    }
}
