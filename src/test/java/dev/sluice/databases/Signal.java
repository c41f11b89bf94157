package dev.sluice.databases;

import java.io.IOException;
import java.io.UncheckedIOException;

/** What a process can be told from outside. */
public enum Signal {
    STOP,
    CONT;

    public void sendTo(ProcessHandle process) {
        try {
            int status = new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (status != 0) {
                throw new IllegalStateException(name() + " did not reach " + process.pid());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
