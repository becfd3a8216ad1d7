package dev.cordage.internal.worker;

import dev.cordage.internal.logging.RemoteLogging;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;

/** The program that a worker process runs. */
public final class WorkerMain {
    /** What it is to be called with where a JVM records which classes it needs. */
    public static final String TRAINING = Training.ARGUMENT;

    private WorkerMain() {}

    /**
     * Connects to the parent and serves it.
     *
     * @param args the path of the parent's socket, and the token that proves who connects, in hexadecimal digits
     * @throws Exception if the parent is gone
     */
    public static void main(String[] args) throws Exception {
        boolean succeeded;
        try {
            if (args[0].equals(Training.ARGUMENT)) {
                Training.run();
                return;
            }
            succeeded = serve(args);
        } catch (OutOfMemoryError e) {
            Runtime.getRuntime().halt(Wire.OUT_OF_MEMORY);
            return;
        }
        if (!succeeded) {
            System.exit(1);
        }
    }

    static boolean serve(String[] args) throws Exception {
        long start = System.nanoTime();
        Path socket = Path.of(args[0]);
        byte[] token = HexFormat.of().parseHex(args[1]);
        Link control = Link.connect(socket, Wire.CONTROL, token);
        Link data = Link.connect(socket, Wire.DATA, token);
        Setup setup = receiveSetup(control);
        Identity.become(setup);
        for (Map.Entry<String, String> property : setup.properties().entrySet()) {
            var _ = System.setProperty(property.getKey(), property.getValue());
        }

        Progression progression = new Progression(Path.of(setup.page()));
        ResultFiles files = new ResultFiles(setup.files());
        ControlLoop controlLoop = new ControlLoop(control, data, progression, files);
        RemoteLogging.install(controlLoop);
        Thread answering = new Thread(controlLoop, "cordage-control");
        answering.setDaemon(true);
        answering.start();

        TaskLoop tasks = new TaskLoop(data, progression, new WorkerLoaders(controlLoop), setup, files);
        if (setup.warm()) {
            Training.warmUp();
        }
        data.send(Wire.frame(Wire.READY, System.nanoTime() - start));
        boolean succeeded = tasks.run();
        if (setup.single()) {
            controlLoop.leaving();
        } else {
            answering.join(); // it ends this JVM
        }
        return succeeded;
    }

    private static Setup receiveSetup(Link control) throws IOException {
        ByteBuffer frame = control.receive();
        if (frame == null || frame.get() != Wire.SETUP) {
            throw new IOException("the parent did not say what to do");
        }
        return Setup.of(Wire.bytes(frame));
    }
}
