package dev.cordage.process;

import dev.cordage.task.Codec;
import dev.cordage.task.WhenFull;
import java.time.Duration;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What a pool of processes was asked for; see {@link ProcessPool.Builder} for what each means. */
record Settings(
        String name,
        int workers,
        int spares,
        int queueBound,
        long queueBytes,
        WhenFull whenFull,
        @Nullable Duration taskTimeout,
        Duration grace,
        Duration startTimeout,
        int retries,
        int maxTasksPerWorker,
        long maxRss,
        Duration workerIdle,
        boolean submitSites,
        @Nullable BiConsumer<String, String> stdout,
        @Nullable BiConsumer<String, String> stderr,
        @Nullable Codec codec,
        boolean single) {}
