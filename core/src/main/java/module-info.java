/**
 * Concurrency from a thread to a worker process to a cluster, in one vocabulary.
 *
 * <p>Start with {@link dev.cordage.task.ThreadPool}, {@link dev.cordage.task.Tasks} and
 * {@link dev.cordage.fabric.LocalFabric}. The module needs nothing but {@code java.base} at run time.
 */
module dev.cordage {
    requires static java.logging; // records of workers, where the program has loggers
    requires static org.jspecify;

    exports dev.cordage.fabric;
    exports dev.cordage.observe;
    exports dev.cordage.process;
    exports dev.cordage.queue;
    exports dev.cordage.sync;
    exports dev.cordage.task;
    exports dev.cordage.internal.logging to
            java.logging;

    uses dev.cordage.task.ContextCarrier;
}
