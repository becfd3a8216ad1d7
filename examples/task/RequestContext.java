// A thread-local and a scoped value reach the tasks of a pool, and do not stay behind.
// ./cordage run examples/task/RequestContext.java

import module dev.cordage;

static final ThreadLocal<String> TENANT = new ThreadLocal<>();
static final ScopedValue<Integer> REQUEST = ScopedValue.newInstance();

void main() throws Exception {
    try (Pool pool = ThreadPool.builder()
            .threads(2)
            .context(ContextCarrier.of("tenant", TENANT))
            .context(ContextCarrier.of("request", REQUEST))
            .build()) {

        TENANT.set("acme");
        ScopedValue.where(REQUEST, 17).call(() -> {
            IO.println("in a task:   " + pool.submit(this::context).result());
            // Each batch of a map is a task too. It carries the context of the thread that reads the results.
            pool.map(step -> "in step " + step + ":   " + context(), List.of(1, 2, 3)).forEach(IO::println);
            return null;
        });

        TENANT.set("globex");
        IO.println("later:       " + pool.submit(this::context).result());

        TENANT.remove();
        IO.println("without any: " + pool.submit(this::context).result());
    }
}

String context() {
    return "tenant " + TENANT.get() + ", request " + (REQUEST.isBound() ? REQUEST.get() : "none");
}
