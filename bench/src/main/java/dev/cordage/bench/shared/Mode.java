package dev.cordage.bench.shared;

import java.util.ArrayList;
import java.util.List;

/** How the processes of a fabric wake each other. */
enum Mode {
    /** By the system call, which takes native access. */
    FUTEX("futexes", "--enable-native-access=ALL-UNNAMED"),
    /** By sockets, as any JVM can. */
    DOORBELL("doorbells", "-Ddev.cordage.noFutex=true");

    private final String title;
    private final String option;

    Mode(String title, String option) {
        this.title = title;
        this.option = option;
    }

    /** Those of this system. */
    static List<Mode> all() {
        List<Mode> modes = new ArrayList<>(List.of(values()));
        if (!System.getProperty("os.name").equals("Linux")) {
            modes.remove(FUTEX);
        }
        return modes;
    }

    /** What makes the fabrics of a JVM wait in this way. */
    List<String> options() {
        return List.of(option);
    }

    /** For names of cases. */
    @Override
    public String toString() {
        return title;
    }
}
