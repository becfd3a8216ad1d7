package dev.cordage.internal.managed;

import java.util.concurrent.ConcurrentMap;

/** Makes of what was shared in this JVM what another process would have: it goes over a socket, to this JVM. */
final class Elsewhere {
    private Elsewhere() {}

    static <T> T of(Class<T> type, T proxy) throws Exception {
        return Stub.proxy(type, new Stub(Stub.of(proxy).reference()));
    }

    static <K, V> ConcurrentMap<K, V> dict(ObjectServer server) throws Exception {
        return new SharedDict<>(of(Table.class, server.share(Table.class, new LocalTable())));
    }
}
