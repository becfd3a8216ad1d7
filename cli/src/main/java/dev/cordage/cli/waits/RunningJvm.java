package dev.cordage.cli.waits;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A JVM that runs on this machine.
 *
 * @param pid its process id
 * @param patience how long its report may take
 */
public record RunningJvm(long pid, Duration patience) {
    /** How long all the rest may take. The JDK tries to attach for ten seconds. */
    private static final Duration TO_ATTACH = Duration.ofSeconds(15);

    /** Below this, class files of Cordage cannot be loaded. */
    private static final int OLDEST_JAVA = 25;

    /**
     * The text of {@code Waits.report()} there; empty if no class {@code Waits} has been loaded.
     *
     * @throws NoReportException if it cannot be had
     */
    public String waits() throws NoReportException {
        try {
            return boundedWaits();
        } catch (NoClassDefFoundError e) {
            // The module is optional for us; a JDK that was put together with jlink may be without it.
            if (ModuleLayer.boot().findModule("jdk.attach").isPresent()) {
                throw e;
            }
            throw new NoReportException(
                    "this Java (%s) has no module jdk.attach, which attaches to processes; use a full JDK"
                            .formatted(System.getProperty("java.home")));
        }
    }

    private String boundedWaits() throws NoReportException {
        ProcessCheck.check(pid);
        try (var handover = Handover.with(pid)) {
            var asking = new FutureTask<@Nullable Void>(() -> {
                ask(handover);
                return null;
            });
            // In a thread of its own: to read from a process that hangs cannot be interrupted.
            Thread.ofPlatform().daemon().name("attach").start(asking);
            await(asking);
            String report = handover.report();
            if (report == null) {
                throw new NoReportException(
                        ("process %d runs, but its report has not come within %d ms: the toString of something waited for "
                                        + "may hang, or %s be out of its reach")
                                .formatted(pid, patience.toMillis(), handover.reportThere()));
            }
            return report;
        } catch (IOException e) {
            throw hasEnded() ? ended() : new NoReportException("cannot exchange files with process " + pid + ": " + e);
        }
    }

    private void await(FutureTask<?> asking) throws NoReportException {
        Duration most = TO_ATTACH.plus(patience);
        try {
            asking.get(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException _) {
            throw new NoReportException("process %d has not answered for %d s: it hangs, or is far too busy"
                    .formatted(pid, most.toSeconds()));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new NoReportException("interrupted");
        } catch (ExecutionException e) {
            throw explained(Objects.requireNonNullElse(e.getCause(), e));
        }
    }

    private void ask(Handover handover) throws Exception {
        VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
        try {
            String java = machine.getSystemProperties().getProperty("java.specification.version", "");
            if (!java.matches("\\d+") || Integer.parseInt(java) < OLDEST_JAVA) {
                throw new NoReportException("process %d runs Java %s, and Cordage needs %d: it cannot be using it"
                        .formatted(pid, java, OLDEST_JAVA));
            }
            machine.loadAgent(handover.jarThere(), patience.toMillis() + " " + handover.reportThere());
        } finally {
            machine.detach();
        }
    }

    private NoReportException explained(Throwable reason) {
        String message = String.valueOf(reason.getMessage());
        return switch (reason) {
            case NoReportException known -> known;
            case Exception _ when hasEnded() -> ended();
            case AgentLoadException _
            when message.contains("EnableDynamicAgentLoading") ->
                new NoReportException(
                        ("process %d was started with -XX:-EnableDynamicAgentLoading, so nothing can be loaded into it; "
                                        + "let the program itself print dev.cordage.observe.Waits.report()")
                                .formatted(pid));
            case AttachNotSupportedException _ ->
                new NoReportException(
                        "cannot attach to process %d (%s); was it started with -XX:+DisableAttachMechanism?"
                                .formatted(pid, message));
            case AgentLoadException _, AgentInitializationException _ ->
                new NoReportException("process %d refuses the agent: %s".formatted(pid, message));
            default -> new NoReportException("cannot attach to process %d: %s".formatted(pid, reason));
        };
    }

    private boolean hasEnded() {
        return ProcessHandle.of(pid).isEmpty();
    }

    private NoReportException ended() {
        return NoReportException.noSuchProcess("process " + pid + " has ended");
    }
}
