package dev.cordage.observe;

import java.io.IOException;
import java.io.PrintStream;

/**
 * What bars need of the world outside: a clock, standard streams, a thread, a last word at exit. Tests bring their own.
 */
interface ProgressHost {

    long nanoTime();

    /** Looks where bars are drawn now. */
    ProgressSurface surface();

    /** Writes to the terminal in one go, past {@code System.err}. */
    void draw(String text) throws IOException;

    /** Writes a whole line to what is standard error now, in one go. */
    void printLine(String line);

    PrintStream out();

    void out(PrintStream stream);

    PrintStream err();

    void err(PrintStream stream);

    /** Calls the task ten times a second until the returned stopper is called, which does not wait. */
    Runnable repeat(Runnable task);

    /**
     * Calls the task when the program exits, unless the returned remover is called before.
     *
     * @throws IllegalStateException if the program exits already
     */
    Runnable atExit(Runnable task);
}
