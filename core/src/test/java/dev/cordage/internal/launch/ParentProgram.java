package dev.cordage.internal.launch;

/** A parent of the tests: starts one worker, in a directory that isn't its own, which prints the answers to the questions in the arguments. */
public final class ParentProgram {
    private ParentProgram() {}

    public static void main(String[] args) throws Exception {
        try (PrivateFolder folder = PrivateFolder.create()) {
            WorkerCommand.Builder builder = WorkerCommand.builder("dev.cordage.internal.launch.WorkerProgram")
                    .workingDirectory(folder.path());
            for (String arg : args) {
                builder.argument(arg);
            }
            int exit =
                    builder.build().build(folder, "worker").inheritIO().start().waitFor();
            if (exit != 0) {
                throw new IllegalStateException("the worker's exit code is " + exit);
            }
        }
    }
}
