package dev.cordage.observe;

import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The iterator of a loop with a bar. An item counts when the loop comes back for the next one, so a long last item is
 * not shown as done too soon. Confined to the thread that iterates, as iterators are.
 */
final class ProgressLoop<T extends @Nullable Object> implements Iterator<T> {
    private final Iterator<? extends T> items;
    private final Progress progress;
    private final Runnable atEnd;
    private boolean inBody;

    ProgressLoop(Iterator<? extends T> items, Progress progress, Runnable atEnd) {
        this.items = items;
        this.progress = progress;
        this.atEnd = atEnd;
    }

    @Override
    public boolean hasNext() {
        bodyDone();
        boolean more = false;
        try {
            more = items.hasNext();
            return more;
        } finally {
            if (!more) {
                end();
            }
        }
    }

    @Override
    public T next() {
        bodyDone();
        try {
            T item = items.next();
            inBody = true;
            return item;
        } finally {
            if (!inBody) {
                end();
            }
        }
    }

    @Override
    public void remove() {
        items.remove();
    }

    private void bodyDone() {
        if (inBody) {
            inBody = false;
            progress.step();
        }
    }

    private void end() {
        if (!progress.isClosed()) {
            progress.close();
            atEnd.run();
        }
    }
}
