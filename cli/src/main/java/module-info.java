/** What the launcher runs. */
module dev.cordage.cli {
    requires dev.cordage;
    requires info.picocli;
    requires jdk.management;
    requires static org.jspecify;

    // picocli makes the commands and sets their fields.
    opens dev.cordage.cli to
            info.picocli;
    opens dev.cordage.cli.demo to
            info.picocli;
}
