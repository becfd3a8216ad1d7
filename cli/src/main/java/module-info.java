/** What the launcher runs. */
module dev.cordage.cli {
    requires dev.cordage;
    requires info.picocli;
    requires jdk.management;
    // Only "doctor PID" needs it, and the agent the types of the other one.
    requires static java.instrument;
    requires static jdk.attach;
    requires static org.jspecify;

    // Has jdk.attach resolved where the JDK has it.
    uses com.sun.tools.attach.spi.AttachProvider;

    // picocli makes the commands and sets their fields.
    opens dev.cordage.cli to
            info.picocli;
    opens dev.cordage.cli.demo to
            info.picocli;
}
