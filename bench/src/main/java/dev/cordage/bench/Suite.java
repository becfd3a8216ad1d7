package dev.cordage.bench;

import java.util.List;

/** Cases that are run and reported together. */
public interface Suite {
    /** What it is called on the command line. */
    String name();

    /** What it measures, in one line. */
    String summary();

    /** The cases, in the order of the report. The same list in every process, given the same plan. */
    List<Case> cases(Plan plan);

    /** Rows that follow from those of the cases. */
    default List<Summary> summaries() {
        return List.of();
    }

    /** What the report should say beside its rows: versions of rivals, or why there are none. */
    default List<String> remarks() {
        return List.of();
    }
}
