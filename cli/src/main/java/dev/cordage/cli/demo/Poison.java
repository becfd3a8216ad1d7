package dev.cordage.cli.demo;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Inputs that do harm to whoever counts them. They are no files of the JDK: the demo puts their names among those, and the
 * task that comes to such a name does what it says.
 */
enum Poison {
    /** Goes on for ever, whoever interrupts. */
    SPINS("poison/SpinsForever.class"),
    /** Wants more memory than there is. */
    EXHAUSTS_THE_HEAP("poison/ExhaustsTheHeap.class"),
    /** Ends its JVM at once, as a crash of native code would. */
    HALTS_ITS_WORKER("poison/HaltsItsWorker.class");

    static final int EXIT_CODE = 42;
    private static final int MOUTHFUL = 16 << 20;

    private final String file;

    Poison(String file) {
        this.file = file;
    }

    /** What it is called among the inputs. */
    String file() {
        return file;
    }

    /** The one of this name. */
    static Optional<Poison> of(String file) {
        for (Poison poison : values()) {
            if (poison.file.equals(file)) {
                return Optional.of(poison);
            }
        }
        return Optional.empty();
    }

    /** The files with the poison spread among them. */
    static List<String> among(List<String> files) {
        List<String> all = new ArrayList<>(files);
        Poison[] poisons = values();
        for (int i = poisons.length - 1; i >= 0; i--) {
            all.add((int) ((i + 1L) * files.size() / (poisons.length + 1)), poisons[i].file);
        }
        return all;
    }

    /** The census of a slice that may hold poison. */
    static Census census(Slice slice) throws IOException {
        swallow(slice);
        return slice.census();
    }

    /** The same, with the verifier. */
    static Census verifiedCensus(Slice slice) throws IOException {
        swallow(slice);
        return slice.verifiedCensus();
    }

    private static void swallow(Slice slice) {
        for (String file : slice.files()) {
            of(file).ifPresent(Poison::act);
        }
    }

    private void act() {
        switch (this) {
            case SPINS -> {
                while (true) {
                    Thread.onSpinWait();
                }
            }
            case EXHAUSTS_THE_HEAP -> {
                Object[] chain = {};
                while (true) {
                    chain = new Object[] {chain, new byte[MOUTHFUL]};
                }
            }
            case HALTS_ITS_WORKER -> Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
