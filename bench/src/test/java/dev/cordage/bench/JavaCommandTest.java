package dev.cordage.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class JavaCommandTest {
    @Test
    void optionsAreForTheJvmAndArgumentsForTheProgram() {
        List<String> command = JavaCommand.of("32m", List.of("-Dof=jvm"), JavaCommandTest.class, "one");
        int option = command.indexOf("-Dof=jvm");
        int program = command.indexOf(JavaCommandTest.class.getName());
        assertTrue(0 < option && option < program, command::toString);
        assertEquals(List.of("one"), command.subList(program + 1, command.size()));
    }
}
