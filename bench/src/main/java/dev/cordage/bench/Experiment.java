package dev.cordage.bench;

/** How a case is measured. */
@FunctionalInterface
public interface Experiment {
    /**
     * Measures.
     *
     * @param plan how thoroughly
     * @return the figures
     * @throws Exception if something fails; the case then has no figures
     */
    Samples run(Plan plan) throws Exception;
}
