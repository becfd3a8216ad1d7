package dev.cordage.cli.demo;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.constant.ClassDesc;
import java.lang.module.ModuleFinder;
import java.nio.file.NoSuchFileException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The class-file API's verifier, for the classes of the run-time image. For all threads.
 *
 * <p>The API's own way to look up superclasses asks the system class loader, which does not see modules that this JVM
 * has not resolved: most of them, where the launcher runs from a module path. This one reads the image itself, and
 * remembers what it read: one entry a class, a few megabytes for the whole JDK.
 */
final class Verifier {
    private static final Map<String, String> MODULE_OF_PACKAGE = ModuleFinder.ofSystem().findAll().stream()
            .flatMap(module -> module.descriptor().packages().stream()
                    .map(name -> Map.entry(name, module.descriptor().name())))
            .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static final ClassFile VERIFIER = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(
            ClassHierarchyResolver.ofResourceParsing(Verifier::open).cached(ConcurrentHashMap::new)));

    private Verifier() {}

    /** The complaint about a class that comes first in the order of text; none if it passes. */
    static Optional<String> complaint(ClassModel type) {
        return VERIFIER.verify(type).stream()
                .map(error -> String.valueOf(error.getMessage()))
                .min(String::compareTo);
    }

    private static @Nullable InputStream open(ClassDesc type) {
        String module = MODULE_OF_PACKAGE.get(type.packageName());
        if (module == null) {
            return null;
        }
        String descriptor = type.descriptorString();
        String file = module + "/" + descriptor.substring(1, descriptor.length() - 1) + ".class";
        try {
            return new ByteArrayInputStream(RuntimeImage.read(file));
        } catch (NoSuchFileException absent) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
