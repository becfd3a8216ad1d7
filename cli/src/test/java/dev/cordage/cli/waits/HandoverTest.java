package dev.cordage.cli.waits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.lang.classfile.ClassFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

class HandoverTest {
    @Test
    void theFolderIsPrivateAndGoesWithItsFiles() throws Exception {
        Path folder;
        try (var handover = Handover.with(ProcessHandle.current().pid())) {
            Path report = Path.of(handover.reportThere());
            folder = report.getParent();
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)));
            }
            assertNull(handover.report());
            Files.writeString(report, "grüße\n");
            assertEquals("grüße\n", handover.report());
        }
        assertFalse(Files.exists(folder));
    }

    @Test
    void theJarHasTheAgentAndNothingElse() throws Exception {
        try (var handover = Handover.with(ProcessHandle.current().pid());
                var jar = new JarFile(handover.jarThere())) {
            assertEquals(
                    "dev.cordage.doctor.WaitsReporter",
                    jar.getManifest().getMainAttributes().getValue("Agent-Class"));
            assertEquals(
                    "[META-INF/MANIFEST.MF, dev/cordage/doctor/WaitsReporter.class]",
                    jar.stream().map(Object::toString).toList().toString());
        }
    }

    /** A nested class or one of the command line's would be missing in the other JVM. */
    @Test
    void theAgentNeedsNoOtherClassOfOurs() throws Exception {
        var agent = ClassFile.of().parse(Handover.agent());
        assertEquals("dev/cordage/doctor/WaitsReporter", agent.thisClass().asInternalName());
        agent.constantPool().forEach(entry -> {
            String text = entry.toString();
            assertFalse(text.contains("dev/cordage/") && !text.contains("dev/cordage/doctor/WaitsReporter"), text);
        });
    }
}
