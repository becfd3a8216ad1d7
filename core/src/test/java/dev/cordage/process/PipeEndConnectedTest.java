package dev.cordage.process;

import dev.cordage.testing.Bounded;
import dev.cordage.testing.Bounded.Caller;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/** The two ends of a connection by path. */
class PipeEndConnectedTest extends PipeEndContract {
    @TempDir
    Path folder;

    @Override
    PipeEnd.Pair connected() throws Exception {
        return new Maker(folder).connected();
    }

    /** Connects two ends by a path in this folder. */
    record Maker(Path folder) {
        PipeEnd.Pair connected() throws Exception {
            byte[] key = {1, 2, 3};
            try (PipeListener listener = PipeEnd.listen(folder.resolve("s"), key)) {
                Caller<PipeEnd> client = Caller.virtual(() -> PipeEnd.connect(listener.path(), key));
                PipeEnd server = Bounded.call(listener::accept);
                return new PipeEnd.Pair(client.result(), server);
            }
        }
    }
}
