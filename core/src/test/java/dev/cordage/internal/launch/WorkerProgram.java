package dev.cordage.internal.launch;

import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.TimeZone;

/** A worker of the tests: prints what it is asked for, a line each. */
public final class WorkerProgram {
    private WorkerProgram() {}

    public static void main(String[] args) throws Exception {
        for (String arg : args) {
            String value = arg.substring(arg.indexOf(':') + 1);
            System.out.println(
                    switch (arg.substring(0, arg.indexOf(':'))) {
                        case "property" -> ArgumentFileTest.visible(String.valueOf(System.getProperty(value)));
                        case "env" -> String.valueOf(System.getenv(value));
                        case "locale" ->
                            Locale.getDefault() + " "
                                    + Locale.getDefault(Locale.Category.FORMAT).toLanguageTag();
                        case "zone" -> TimeZone.getDefault().getID();
                        case "assertions" -> WorkerProgram.class.desiredAssertionStatus();
                        case "heap" -> Runtime.getRuntime().maxMemory() >> 20;
                        case "collector" ->
                            ManagementFactory.getGarbageCollectorMXBeans()
                                    .getFirst()
                                    .getName();
                        case "arguments" -> ManagementFactory.getRuntimeMXBean().getInputArguments();
                        case "class" -> Class.forName(value).getName();
                        case "module" -> WorkerProgram.class.getModule();
                        case "opens" ->
                            Object.class
                                    .getModule()
                                    .isOpen(
                                            value,
                                            ClassLoader.getSystemClassLoader().getUnnamedModule());
                        case "text" -> ArgumentFileTest.visible(value);
                        default -> throw new IllegalArgumentException(arg);
                    });
        }
    }
}
