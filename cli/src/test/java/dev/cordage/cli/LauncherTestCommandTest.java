package dev.cordage.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.cli.Launcher.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What "cordage test" asks Maven for, in a checkout whose Maven only writes its arguments down. */
class LauncherTestCommandTest {
    @TempDir
    Path folder;

    @BeforeEach
    void makeCheckout() throws IOException {
        for (String name : List.of("cordage", "pom.xml")) {
            Files.copy(Launcher.CHECKOUT.resolve(name), folder.resolve(name));
        }
        Path maven = Files.writeString(folder.resolve("mvnw"), "#!/bin/sh\nprintf '%s\\n' \"$@\" >arguments\n");
        assertTrue(maven.toFile().setExecutable(true));
    }

    /** Maven's arguments, without those that are always there. */
    private List<String> asks(String... arguments) throws IOException, InterruptedException {
        String[] all = new String[arguments.length + 1];
        all[0] = "test";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        Result result = new Launcher().script(folder.resolve("cordage")).run(all);
        assertEquals(0, result.exitCode(), result.err());
        return Files.readAllLines(folder.resolve("arguments")).stream()
                .filter(argument -> !List.of("-B", "-T2").contains(argument) && !argument.startsWith("-Dorg.slf4j."))
                .toList();
    }

    @Test
    void everythingByDefault() throws Exception {
        assertEquals(List.of("verify"), asks());
    }

    @Test
    void theTestsThatAreNamed() throws Exception {
        assertEquals(
                List.of("-X", "-Dtest=OneTest,OtherTest#works", "-Dsurefire.failIfNoSpecifiedTests=false", "verify"),
                asks("OneTest", "-X", "OtherTest#works"));
    }

    @Test
    void stressTestsInFull() throws Exception {
        assertEquals(List.of("-Dstress.mode=default", "-Dsurefire.timeout=14400", "verify"), asks("--stress"));
    }

    @Test
    void longRunningTestsForTenMinutesEach() throws Exception {
        List<String> tenMinutes =
                List.of("-Dtest.excluded=none", "-Dcordage.soak=600", "-Dsurefire.timeout=16800", "verify");
        assertEquals(tenMinutes, asks("--soak"));
    }

    @Test
    void longRunningTestsForAsLongAsIsSaid() throws Exception {
        List<String> oneTest = List.of(
                "-Dtest.excluded=none",
                "-Dcordage.soak=20",
                "-Dsurefire.timeout=14480",
                "-Dtest=OneTest",
                "-Dsurefire.failIfNoSpecifiedTests=false",
                "verify");
        assertEquals(oneTest, asks("--soak", "20", "OneTest"));
        assertEquals(oneTest, asks("OneTest", "--soak", "20"));
    }

    @Test
    void aTestRightBehindSoakIsNoNumber() throws Exception {
        for (List<String> arguments : List.of(List.of("--soak", "OneTest"), List.of("OneTest", "--soak"))) {
            List<String> asked = asks(arguments.toArray(String[]::new));
            assertTrue(asked.contains("-Dcordage.soak=600"), asked::toString);
            assertTrue(asked.contains("-Dtest=OneTest"), asked::toString);
        }
    }

    @Test
    void noTimeIsAMistake() throws Exception {
        Result result = new Launcher().script(folder.resolve("cordage")).run("test", "--soak", "0");
        assertEquals(2, result.exitCode());
        assertEquals("cordage: --soak takes a number of seconds, not 0\n", result.err());
    }
}
