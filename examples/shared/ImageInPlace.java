// Workers change an image where it is. One of them is killed in the middle: the image stays, and its part is done again.
// ./cordage run examples/shared/ImageInPlace.java

import module dev.cordage;

void main() throws Exception {
    int bytes = 2_000_000;
    int bands = 4;
    try (SharedArray.OfBytes image = SharedArray.ofBytes(bytes);
            SharedArray.OfInts done = SharedArray.ofInts(bands);
            ProcessPool pool = ProcessPool.of(2)) {
        image.fill((byte) 120);
        for (int attempt = 1; done.stream().sum() < bands; attempt++) {
            var tasks = new ArrayList<TaskFuture<?>>();
            for (int i = 0; i < bands; i++) {
                if (done.getVolatile(i) == 0) {
                    int band = i;
                    boolean dies = attempt == 1 && band == 2;
                    int from = bytes / bands * band;
                    SharedArray.OfBytes part = image.slice(from, from + bytes / bands);
                    tasks.add(pool.submit(TaskOptions.named("band " + band), () -> darken(part, done, band, dies)));
                }
            }
            for (TaskFuture<?> task : tasks) {
                if (task.failure() instanceof WorkerDiedException) {
                    IO.println(task.name() + ": its worker died");
                }
            }
            IO.println("attempt " + attempt + ": " + done.stream().sum() + " of " + bands + " bands done");
        }
        long sum = 0;
        for (long i = 0; i < bytes; i++) {
            sum += image.get(i);
        }
        IO.println("mean brightness " + sum / bytes);
    }
}

void darken(SharedArray.OfBytes part, SharedArray.OfInts done, int band, boolean dies) {
    for (long i = 0; i < part.length(); i++) {
        if (dies && i == part.length() / 2) {
            Runtime.getRuntime().halt(1);
        }
        part.set(i, (byte) 100); // not a half of what is there: that could not be done again
    }
    done.setVolatile(band, 1); // last: who sees it sees the band
}
