package dev.cordage.cli.waits;

/** Why a process cannot be asked, in a sentence for the user. */
public final class NoReportException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean noSuchProcess;

    private NoReportException(String message, boolean noSuchProcess) {
        super(message);
        this.noSuchProcess = noSuchProcess;
    }

    NoReportException(String message) {
        this(message, false);
    }

    static NoReportException noSuchProcess(String message) {
        return new NoReportException(message, true);
    }

    /** Whether the number was wrong, rather than the process. */
    public boolean isNoSuchProcess() {
        return noSuchProcess;
    }
}
