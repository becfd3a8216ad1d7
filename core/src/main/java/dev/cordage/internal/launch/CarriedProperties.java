package dev.cordage.internal.launch;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TimeZone;
import java.util.TreeMap;

/** The system properties of this JVM that a worker gets: all but those that describe the JVM and the machine. */
final class CarriedProperties {
    private static final List<String> LEFT_OUT = List.of(
            "java.home",
            "java.library.path",
            "java.class.path",
            "java.class.version",
            "java.system.class.loader",
            "java.security.manager",
            "java.ext.dirs",
            "java.endorsed.dirs",
            "file.separator",
            "path.separator",
            "line.separator",
            "native.encoding",
            "user.dir",
            "user.home",
            "user.name",
            "jdk.debug",
            "user.language.display",
            "user.language.format");

    private static final List<String> LEFT_OUT_BY_PREFIX = List.of(
            "java.vm.",
            "java.vendor",
            "java.version",
            "java.runtime.",
            "java.specification.",
            "os.",
            "sun.",
            "jdk.module.",
            "jdk.internal.",
            "com.sun.management.",
            "java.rmi.server.hostname",
            "user.language",
            "user.script",
            "user.country",
            "user.variant",
            "user.extensions",
            "user.timezone");

    private final Map<String, String> early = new TreeMap<>();
    private final Map<String, String> late = new TreeMap<>();

    /** Those of this JVM now. Names or values that this charset can't express go late. */
    CarriedProperties(Charset charset) {
        Properties properties = System.getProperties();
        for (String name : properties.stringPropertyNames()) {
            String value = properties.getProperty(name);
            if (value != null && isCarried(name)) {
                put(name, value, charset);
            }
        }
        locale("user", Locale.getDefault(), charset);
        Locale display = Locale.getDefault(Locale.Category.DISPLAY);
        if (!display.equals(Locale.getDefault())) {
            locale("display", display, charset);
        }
        Locale format = Locale.getDefault(Locale.Category.FORMAT);
        if (!format.equals(Locale.getDefault())) {
            locale("format", format, charset);
        }
        put("user.timezone", TimeZone.getDefault().getID(), charset);
    }

    /** As {@code -D} options. */
    Map<String, String> early() {
        return early;
    }

    /** Those that a command line can't carry. */
    Map<String, String> late() {
        return late;
    }

    private static boolean isCarried(String name) {
        if (name.isEmpty() || LEFT_OUT.contains(name)) {
            return false;
        }
        for (String prefix : LEFT_OUT_BY_PREFIX) {
            if (name.startsWith(prefix)) {
                return false;
            }
        }
        return true;
    }

    private void locale(String category, Locale locale, Charset charset) {
        String suffix = category.equals("user") ? "" : "." + category;
        put("user.language" + suffix, locale.getLanguage(), charset);
        put("user.script" + suffix, locale.getScript(), charset);
        put("user.country" + suffix, locale.getCountry(), charset);
        put("user.variant" + suffix, locale.getVariant(), charset);
        if (locale.hasExtensions()) {
            String tag = locale.toLanguageTag();
            int extensions = extensions(tag);
            if (extensions >= 0) {
                put("user.extensions" + suffix, tag.substring(extensions), charset);
            }
        }
    }

    /** Where the extensions of a language tag begin: behind the first part of one character; negative if none. */
    private static int extensions(String tag) {
        for (int i = 0; i + 2 < tag.length(); i++) {
            if (tag.charAt(i) == '-' && tag.charAt(i + 2) == '-') {
                return i + 1;
            }
        }
        return -1;
    }

    private void put(String name, String value, Charset charset) {
        boolean onCommandLine =
                name.indexOf('=') < 0 && ArgumentFile.canCarry(name, charset) && ArgumentFile.canCarry(value, charset);
        var _ = (onCommandLine ? early : late).put(name, value);
    }
}
