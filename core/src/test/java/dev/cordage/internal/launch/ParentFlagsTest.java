package dev.cordage.internal.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ParentFlagsTest {
    @TempDir
    Path folder;

    private List<String> of(String... arguments) throws IOException {
        return ParentFlags.ofCommandLine(List.of(arguments), Map.of(), folder);
    }

    @Test
    void optionsWithValuesAreReadInBothForms() throws Exception {
        assertEquals(
                List.of("--add-opens=java.base/java.lang=ALL-UNNAMED", "--add-exports=a/b=c", "--add-modules=java.sql"),
                of(
                        "java",
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "--add-exports=a/b=c",
                        "-cp",
                        "--add-reads",
                        "--add-modules",
                        "java.sql",
                        "Main",
                        "--add-reads=x=y",
                        "-ea"));
    }

    @Test
    void theMainClassEndsTheOptionsInAnyForm() throws Exception {
        assertEquals(List.of("-ea"), of("/x/java", "-ea", "-m", "a/b", "-esa"));
        assertEquals(List.of("-ea"), of("/x/java", "-ea", "--module=a/b", "-esa"));
        assertEquals(List.of("-ea"), of("/x/java", "-ea", "-jar", "missing.jar", "-esa"));
        assertEquals(
                List.of("-ea", "--enable-preview"),
                of("java", "-ea", "--enable-preview", "--source", "25", "X.java", "-da"));
    }

    @Test
    void whatBelongsToTheParentAloneIsNotCarried() throws Exception {
        assertEquals(
                List.of("-da:x...", "-Djava.net.preferIPv4Stack=true", "-Xss2m"),
                of(
                        "java",
                        "-Xmx1g",
                        "-XX:+UseZGC",
                        "-javaagent:x.jar",
                        "-agentlib:jdwp=transport=dt_socket",
                        "-agentpath:/x",
                        "-Xrunjdwp:x",
                        "-Dcom.sun.management.jmxremote.port=9",
                        "-Xlog:gc:file=x",
                        "-XX:+HeapDumpOnOutOfMemoryError",
                        "-XX:Flags=x",
                        "-da:x...",
                        "-Djava.net.preferIPv4Stack=true",
                        "-Djava.home=/x",
                        "-Xss2m",
                        "-Dx=y",
                        "Main"));
    }

    @Test
    void argumentFilesAreExpandedUnlessTurnedOff() throws Exception {
        Files.writeString(folder.resolve("args"), "--add-opens\n\"java.base/java.util=ALL UNNAMED\" # x\n-esa\n");
        Files.writeString(folder.resolve("main"), "-ea Main -dsa");
        assertEquals(
                List.of("--add-opens=java.base/java.util=ALL UNNAMED", "-esa", "-ea"),
                of("java", "@args", "@main", "-da"));
        assertEquals(List.of(), of("java", "--disable-@files", "@main", "-da"));
        assertThrows(IOException.class, () -> of("java", "@missing", "Main"));
    }

    @Test
    void theEnvironmentIsReadAsTheJvmDoes() throws Exception {
        Map<String, String> environment = Map.of(
                "JAVA_TOOL_OPTIONS", "-javaagent:x.jar -ea",
                "JDK_JAVA_OPTIONS", "--add-opens java.base/java.lang=ALL-UNNAMED",
                "_JAVA_OPTIONS", "-Xmx1g '-Djava.x=a b'");
        assertEquals(
                List.of("-ea", "--add-opens=java.base/java.lang=ALL-UNNAMED", "-esa", "-Djava.x=a b"),
                ParentFlags.ofCommandLine(List.of("java", "-esa", "Main"), environment, folder));
    }

    @Test
    void theManifestOfAnExecutableJarIsRead() throws Exception {
        Path jar = folder.resolve("app.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Add-Opens", "java.base/java.lang java.base/java.util");
        manifest.getMainAttributes().putValue("Add-Exports", "java.base/sun.nio.ch");
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        assertEquals(
                List.of(
                        "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "--add-opens=java.base/java.util=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED"),
                of("java", "-jar", jar.toString(), "-ea"));
    }
}
