package dev.cordage.task;

import dev.cordage.internal.threads.Uncaught;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Puts what the {@link ContextCarrier}s captured around a task. */
final class Context {
    private static final List<ContextCarrier<?>> REGISTERED = registered();

    private Context() {}

    @SuppressWarnings("rawtypes") // the service loader has a class, no type
    private static List<ContextCarrier<?>> registered() {
        return ServiceLoader.load(ContextCarrier.class).stream()
                .<ContextCarrier<?>>mapMulti((provider, found) -> addTo(provider::get, found))
                .toList();
    }

    private static void addTo(Supplier<? extends ContextCarrier<?>> provider, Consumer<ContextCarrier<?>> found) {
        try {
            found.accept(provider.get());
        } catch (ServiceConfigurationError broken) {
            Uncaught.report(broken); // the others are none the worse for it
        }
    }

    /** The carriers found by the service loader, and these. */
    static List<ContextCarrier<?>> carriers(List<ContextCarrier<?>> more) {
        if (more.isEmpty()) {
            return REGISTERED;
        }
        List<ContextCarrier<?>> all = new ArrayList<>(REGISTERED);
        all.addAll(more);
        return List.copyOf(all);
    }

    /** Captures now; the returned task runs with the context in place. The first carrier is the outermost. */
    static <T extends @Nullable Object> Callable<T> carry(List<ContextCarrier<?>> carriers, Callable<T> work) {
        Callable<T> carried = work;
        for (int i = carriers.size() - 1; i >= 0; i--) {
            carried = carry(carriers.get(i), carried);
        }
        return carried;
    }

    private static <S, T extends @Nullable Object> Callable<T> carry(ContextCarrier<S> carrier, Callable<T> work) {
        S snapshot = carrier.capture();
        return snapshot == null ? work : () -> carrier.with(snapshot, work);
    }

    /** The work with this carrier's snapshot around it. */
    @SuppressWarnings("unchecked") // the snapshot comes from a carrier of the same name
    static <S, T extends @Nullable Object> Callable<T> around(
            ContextCarrier<S> carrier, Object snapshot, Callable<T> work) {
        return () -> carrier.with((S) snapshot, work);
    }
}
