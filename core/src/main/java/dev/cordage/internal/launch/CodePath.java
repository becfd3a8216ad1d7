package dev.cordage.internal.launch;

import java.io.File;
import java.io.IOException;
import java.lang.module.Configuration;
import java.lang.module.ModuleDescriptor.Requires;
import java.lang.module.ModuleReference;
import java.lang.module.ResolvedModule;
import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where a worker's classes come from: the options for it, and how the main class is named.
 *
 * @param classPath entries, absolute, joined; empty for none
 * @param modulePath the same
 * @param addModules the root modules beside that of the main class
 * @param main the main class, or {@code -m} with module and class
 */
record CodePath(String classPath, String modulePath, List<String> addModules, List<String> main) {
    /** Of this JVM, for a main class of Cordage. May put a jar with Cordage's classes into the folder. */
    static CodePath of(String mainClass, PrivateFolder folder) throws IOException {
        Module module = CodePath.class.getModule();
        ModuleLayer boot = ModuleLayer.boot();
        if (module.isNamed() && module.getLayer() == boot) {
            return ofModule(module, boot.configuration(), mainClass);
        }
        Path own = ownLocation(module);
        if (own == null) {
            own = OwnClasses.jarIn(folder, mainClass);
        }
        String classPath = absolute(System.getProperty("java.class.path", ""), own);
        return new CodePath(classPath, parentModulePath(), List.of(), List.of(mainClass));
    }

    /** The jar that Cordage was loaded from by the class path; null if it wasn't. */
    static @Nullable Path ownJar() {
        Module module = CodePath.class.getModule();
        Path own = module.isNamed() ? null : ownLocation(module);
        return own != null && Files.isRegularFile(own) ? own : null;
    }

    private static CodePath ofModule(Module module, Configuration boot, String mainClass) {
        var modulePath = new ArrayList<String>();
        String parents = parentModulePath();
        if (!parents.isEmpty()) {
            modulePath.add(parents);
        }
        ModuleReference own = boot.findModule(module.getName()).orElseThrow().reference();
        Path location = own.location().map(CodePath::plainFile).orElse(null);
        // In a run-time image there is no file, and nothing to add.
        if (location != null && !contains(parents, location)) {
            modulePath.add(location.toString());
        }
        return new CodePath(
                absolute(System.getProperty("java.class.path", ""), null),
                String.join(File.pathSeparator, modulePath),
                roots(boot, module.getName()),
                List.of("-m", module.getName() + "/" + mainClass));
    }

    /** The modules of the boot layer that a JVM with this main module would not resolve by itself, as few as do. */
    private static List<String> roots(Configuration boot, String mainModule) {
        var covered = new HashSet<String>();
        cover(boot, mainModule, covered);
        var names = new TreeSet<String>();
        var systems = new TreeSet<String>();
        for (ResolvedModule resolved : boot.modules()) {
            boolean ofSystem = resolved.reference()
                    .location()
                    .map(location -> "jrt".equals(location.getScheme()))
                    .orElse(true);
            boolean _ = (ofSystem ? systems : names).add(resolved.name());
        }
        var roots = new ArrayList<String>();
        for (Set<String> group : List.of(names, systems)) {
            for (String name : group) {
                if (!covered.contains(name)) {
                    roots.add(name);
                    cover(boot, name, covered);
                }
            }
        }
        return roots;
    }

    private static void cover(Configuration boot, String name, Set<String> covered) {
        if (boot.findModule(name).isEmpty() || !covered.add(name)) {
            return;
        }
        for (Requires required :
                boot.findModule(name).orElseThrow().reference().descriptor().requires()) {
            if (!required.modifiers().contains(Requires.Modifier.STATIC)) {
                cover(boot, required.name(), covered);
            }
        }
    }

    private static String parentModulePath() {
        String path = System.getProperty("jdk.module.path", "");
        return path.isEmpty() ? "" : absolute(path, null);
    }

    /** The entries made absolute, with this one in front if it isn't among them. */
    static String absolute(String path, @Nullable Path own) {
        var entries = new ArrayList<String>();
        if (own != null && !contains(path, own)) {
            entries.add(own.toString());
        }
        // A path that is empty as a whole is none; an empty entry is the working directory.
        if (!path.isEmpty()) {
            for (String entry : split(path)) {
                entries.add(absolute(entry));
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String absolute(String entry) {
        try {
            return Path.of(entry).toAbsolutePath().toString();
        } catch (InvalidPathException _) {
            // The launcher ignores what is no path, and so will the worker's.
            return entry;
        }
    }

    private static boolean contains(String path, Path own) {
        for (String entry : split(path)) {
            try {
                Path other = Path.of(entry).toAbsolutePath();
                if (other.equals(own) || other.normalize().equals(own.normalize())) {
                    return true;
                }
            } catch (InvalidPathException _) {
                // Not this one.
            }
        }
        return false;
    }

    private static List<String> split(String path) {
        var entries = new ArrayList<String>();
        int start = 0;
        for (int end = path.indexOf(File.pathSeparatorChar);
                end >= 0;
                end = path.indexOf(File.pathSeparatorChar, start)) {
            entries.add(path.substring(start, end));
            start = end + 1;
        }
        entries.add(path.substring(start));
        return entries;
    }

    /** The jar or folder that Cordage was loaded from; null if it isn't a plain one, as in a jar within a jar. */
    private static @Nullable Path ownLocation(Module module) {
        if (module.isNamed() && module.getLayer() != null) {
            return module.getLayer()
                    .configuration()
                    .findModule(module.getName())
                    .flatMap(resolved -> resolved.reference().location())
                    .map(CodePath::plainFile)
                    .orElse(null);
        }
        CodeSource source = CodePath.class.getProtectionDomain().getCodeSource();
        URL location = source == null ? null : source.getLocation();
        try {
            return location == null ? null : plainFile(location.toURI());
        } catch (java.net.URISyntaxException _) {
            return null;
        }
    }

    private static @Nullable Path plainFile(URI location) {
        if (!"file".equals(location.getScheme())) {
            return null;
        }
        try {
            Path path = Path.of(location).toAbsolutePath();
            return Files.exists(path) ? path : null;
        } catch (IllegalArgumentException | FileSystemNotFoundException _) {
            return null;
        }
    }
}
