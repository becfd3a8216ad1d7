// A print server: jobs by priority, and cancellations that come in by another queue. Select waits for both.
// ./cordage run examples/queue/PrintServer.java

import module dev.cordage;

sealed interface Event {}

record Job(int id, int priority, String title) implements Event {}

record Cancel(int id) implements Event {}

void main() throws Exception {
    CloseableQueue<Job> jobs = CloseableQueue.priority(100, Comparator.comparingInt(Job::priority), "jobs");
    CloseableQueue<Cancel> cancels = CloseableQueue.unbounded("cancels");

    jobs.put(new Job(1, 5, "holiday photos"));
    jobs.put(new Job(2, 1, "boarding pass"));
    jobs.put(new Job(3, 5, "200 pages by mistake"));
    jobs.put(new Job(4, 5, "a recipe"));
    cancels.put(new Cancel(3));

    TaskThread<?> server = TaskThread.start(() -> serve(jobs, cancels));
    jobs.put(new Job(5, 9, "a poem"));
    jobs.close(); // what is queued is still printed
    cancels.close();
    server.result();
}

void serve(CloseableQueue<Job> jobs, CloseableQueue<Cancel> cancels) {
    var cancelled = new HashSet<Integer>();
    Select<Event> next = Select.<Event>create().receive(jobs, job -> job).receive(cancels, cancel -> cancel);
    for (Event event : next.consume()) {
        switch (event) {
            case Cancel(int id) -> cancelled.add(id);
            case Job job -> {
                // Both queues had something, and a Select is fair. Cancellations are to go first.
                for (Cancel more = cancels.poll(); more != null; more = cancels.poll()) {
                    cancelled.add(more.id());
                }
                IO.println((cancelled.remove(job.id()) ? "dropped: " : "printed: ") + job.title());
            }
        }
    }
    IO.println("both queues are closed and empty");
}
