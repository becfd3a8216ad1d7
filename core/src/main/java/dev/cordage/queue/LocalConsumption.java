package dev.cordage.queue;

import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** Takes items from a source until it is drained. */
final class LocalConsumption<E> implements Consumption<E> {
    /** Longer than any wait can be measured. */
    static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final String name;
    private final Source<E> source;

    /** Where items come from. */
    interface Source<E> {
        /** Waits for the next item; null if there will be none. */
        @Nullable E next() throws InterruptedException;
    }

    LocalConsumption(String name, Source<E> source) {
        this.name = name;
        this.source = source;
    }

    private @Nullable E next() {
        try {
            return source.next();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CompletionException("interrupted while consuming " + name, e);
        }
    }

    @Override
    public Iterator<E> iterator() {
        return new Iterator<>() {
            private @Nullable E ahead;

            @Override
            public boolean hasNext() {
                if (ahead == null) {
                    ahead = LocalConsumption.this.next();
                }
                return ahead != null;
            }

            @Override
            public E next() {
                E item = hasNext() ? ahead : null;
                if (item == null) {
                    throw new NoSuchElementException(name + " is drained");
                }
                ahead = null;
                return item;
            }
        };
    }

    @Override
    public Stream<E> stream() {
        return StreamSupport.stream(
                new AbstractSpliterator<E>(Long.MAX_VALUE, Spliterator.NONNULL) {
                    @Override
                    public boolean tryAdvance(Consumer<? super E> action) {
                        E item = LocalConsumption.this.next();
                        if (item == null) {
                            return false;
                        }
                        action.accept(item);
                        return true;
                    }
                },
                false);
    }
}
