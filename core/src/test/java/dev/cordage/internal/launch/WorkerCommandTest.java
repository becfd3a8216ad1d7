package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.cordage.testing.LeakCheck;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(LeakCheck.class)
class WorkerCommandTest {
    private static final String MAIN = WorkerProgram.class.getName();

    @TempDir
    Path place;

    private PrivateFolder folder;

    @BeforeEach
    void open() throws IOException {
        folder = PrivateFolder.create();
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private static WorkerCommand.Builder asking(String... questions) {
        WorkerCommand.Builder builder = WorkerCommand.builder(MAIN);
        for (String question : questions) {
            builder.argument(question);
        }
        return builder;
    }

    private List<String> answers(WorkerCommand.Builder builder) throws Exception {
        return Child.run(builder.build().build(folder, "worker"));
    }

    @Test
    void aWorkerHasItsOwnHeapAndCollector() throws Exception {
        List<String> answers = answers(asking("heap:", "collector:").heap("64m"));
        assertTrue(Integer.parseInt(answers.getFirst()) <= 64, answers.toString());
        assertEquals("Copy", answers.getLast());
    }

    @Test
    void theUsersOptionsWin() throws Exception {
        List<String> answers = answers(asking("heap:", "collector:", "property:x")
                .heap("64m")
                .jvmArgs(List.of("-Xmx8m", "-XX:+UseParallelGC", "-Dx=a b\"")));
        assertTrue(Integer.parseInt(answers.getFirst()) <= 8, answers.toString());
        assertTrue(answers.get(1).startsWith("PS "), answers.toString());
        assertEquals("a b\"", answers.get(2));
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        WorkerCommand command = asking("text: a  b ", "text:\"'\\#@$").build();
        assertEquals(
                List.of(" a  b ", "\"'\\#@$", "<10>x"),
                Child.run(command.build(folder, "worker", List.of("text:\nx"))));
        assertEquals(
                "rw-------",
                java.nio.file.attribute.PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.path().resolve("worker.args"))));
    }

    @Test
    void systemPropertiesOfTheMomentAreCarriedButNotThoseOfTheJvm() throws Exception {
        System.setProperty("test.property", "a \"b\"\n# \\c");
        System.setProperty("java.vm.test", "x");
        System.setProperty("com.sun.management.test", "x");
        System.setProperty("test.zero", "a\0b");
        try {
            WorkerCommand command = asking(
                            "property:test.property",
                            "property:java.vm.test",
                            "property:com.sun.management.test",
                            "property:test.zero")
                    .build();
            assertEquals(
                    List.of("a \"b\"<10># \\c", "null", "null", "null"), Child.run(command.build(folder, "worker")));
            assertEquals(Map.of("test.zero", "a\0b"), command.lateProperties());
        } finally {
            for (String name : List.of("test.property", "java.vm.test", "com.sun.management.test", "test.zero")) {
                System.clearProperty(name);
            }
        }
    }

    @Test
    void whatAnotherLocaleOfTheEnvironmentMayNotHaveGoesLate() throws Exception {
        System.setProperty("test.property", "ü");
        try {
            WorkerCommand command = asking("property:test.property")
                    .environment(Map.of("LC_ALL", "C"))
                    .build();
            assertEquals(List.of("null"), Child.run(command.build(folder, "worker")));
            assertEquals(Map.of("test.property", "ü"), command.lateProperties());
        } finally {
            System.clearProperty("test.property");
        }
    }

    @Test
    void localeAndTimeZoneAreThoseOfTheMoment() throws Exception {
        Locale locale = Locale.getDefault();
        Locale format = Locale.getDefault(Locale.Category.FORMAT);
        TimeZone zone = TimeZone.getDefault();
        try {
            Locale.setDefault(Locale.of("de", "AT"));
            Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("th-TH-u-ca-buddhist"));
            TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
            assertEquals(List.of("de_AT th-TH-u-ca-buddhist", "Asia/Tokyo"), answers(asking("locale:", "zone:")));
        } finally {
            Locale.setDefault(locale);
            Locale.setDefault(Locale.Category.FORMAT, format);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    void theEnvironmentIsTheParentsWithChangesAndWithoutJvmOptions() throws Exception {
        ProcessBuilder process = asking("env:TEST_X", "env:PATH")
                .environment(Map.of("TEST_X", "a b"))
                .build()
                .build(folder, "worker");
        assertEquals(List.of("a b", System.getenv("PATH")), Child.run(process));
        assertTrue(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JDK_AOT_VM_OPTIONS").stream()
                .noneMatch(process.environment()::containsKey));
    }

    @Test
    void theClassPathMayBeVeryLongAndHaveAnyCharacters() throws Exception {
        Path odd = Files.createDirectories(place.resolve("it's a \"#1\" ü folder"));
        String before = System.getProperty("java.class.path");
        String with = ("/no/such/folder/" + "x".repeat(60) + File.pathSeparator).repeat(3_000) + odd;
        Path type = Path.of("dev", "cordage", "internal", "launch", "WorkerProgram.class");
        Files.createDirectories(odd.resolve(type).getParent());
        for (String name : List.of("WorkerProgram", "ArgumentFileTest")) {
            Path copied = type.resolveSibling(name + ".class");
            Files.copy(Path.of("target", "test-classes").resolve(copied), odd.resolve(copied));
        }
        System.setProperty("java.class.path", with);
        try {
            List<String> answers = answers(asking("property:java.class.path", "class:" + MAIN));
            assertTrue(with.length() > 200_000);
            assertTrue(answers.getFirst().contains(odd.toString()), "the odd folder");
            assertTrue(answers.getFirst().length() >= 200_000);
        } finally {
            System.setProperty("java.class.path", before);
        }
    }

    @Test
    void relativeEntriesBecomeAbsoluteAndAnEmptyOneIsTheWorkingDirectory() {
        String here = Path.of("").toAbsolutePath().toString();
        assertEquals(
                String.join(File.pathSeparator, "/own", here + "/lib/a.jar", here, "/x/b.jar", here),
                CodePath.absolute(String.join(File.pathSeparator, "lib/a.jar", "", "/x/b.jar", ""), Path.of("/own")));
        assertEquals("/own", CodePath.absolute("", Path.of("/own")));
        assertEquals("/own", CodePath.absolute("/own", Path.of("/own")));
    }

    @Test
    void aWorkerRunsWhereItIsToldTo() throws Exception {
        assertEquals(
                List.of(place.toRealPath().toString()),
                answers(asking("property:user.dir").workingDirectory(place.toRealPath())));
    }

    @Test
    void aMissingJavaSaysWhichOne() {
        String home = System.setProperty("java.home", "/no/such/java");
        try {
            IOException missing =
                    assertThrows(IOException.class, () -> asking().build().build(folder, "worker"));
            assertTrue(missing.getMessage().contains("/no/such/java/bin/java"), missing.getMessage());
        } finally {
            System.setProperty("java.home", home);
        }
    }

    @Test
    void aDebugPortIsOfThisMachineOnly() throws Exception {
        WorkerCommand command = asking().debugPort(5005).build();
        var _ = command.build(folder, "worker");
        String written = Files.readString(folder.path().resolve("worker.args"));
        assertTrue(written.contains("-agentlib:jdwp=transport=dt_socket,server=y,suspend=n,"), written);
        assertTrue(written.contains("address=127.0.0.1:5005"), written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "m", "256", "256mb", "-1m", "1.5g", "1k", "0m", "99999999999g", " 1m"})
    void aHeapThatIsNoneIsRefusedSayingWhatWasGiven(String size) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> asking().heap(size));
        assertTrue(refused.getMessage().contains(size), refused.getMessage());
    }

    @Test
    void badArgumentsAreRefusedAtTheCall() {
        assertThrows(IllegalArgumentException.class, () -> asking().debugPort(0));
        assertThrows(IllegalArgumentException.class, () -> asking().debugPort(70_000));
        assertThrows(IllegalArgumentException.class, () -> asking().argument("\0"));
        assertThrows(IllegalArgumentException.class, () -> asking().jvmArgs(List.of("")));
        assertThrows(IllegalArgumentException.class, () -> asking().defaultHeapShare(0));
        assertThrows(IllegalArgumentException.class, () -> WorkerCommand.builder(""));
    }

    @Test
    void classesOfALoaderWithoutFilesAreCopiedIntoAJar() throws Exception {
        String main = "dev.cordage.internal.launch.OutputPump";
        ClassLoader hidden = WorkerCommandTest.class.getClassLoader();
        Path jar = OwnClasses.jarIn(folder, main, hidden);
        try (var file = new java.util.jar.JarFile(jar.toFile())) {
            var names = new ArrayList<String>();
            file.stream().forEach(entry -> names.add(entry.getName()));
            assertTrue(names.contains("dev/cordage/internal/launch/OutputPump.class"), names.toString());
            assertTrue(names.contains("dev/cordage/internal/launch/OutputPump$Lines.class"), names.toString());
            assertTrue(names.contains("dev/cordage/internal/launch/LineBuffer.class"), names.toString());
            assertFalse(names.contains("dev/cordage/internal/launch/WorkerCommand.class"), names.toString());
        }
        assertEquals(jar, OwnClasses.jarIn(folder, main, hidden));
        PrivateFolder other = PrivateFolder.create();
        try {
            assertThrows(IOException.class, () -> OwnClasses.jarIn(other, "dev.cordage.Missing", hidden));
        } finally {
            other.close();
        }
    }
}
