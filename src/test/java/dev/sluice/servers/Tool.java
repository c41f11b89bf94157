package dev.sluice.servers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program of a server that does something and ends. */
final class Tool {

    private static final int MINUTES = 5;

    private Tool() {}

    /** What it says goes to the log of the folder. */
    static void run(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        int code = awaitEnd(Launch.run(folder, environment, command), command);
        if (code != 0) {
            throw new IOException(command + " ended with " + code + ":\n" + Files.readString(Launch.log(folder)));
        }
    }

    static int awaitEnd(Process process, Object what) throws IOException {
        try {
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(what + " does not end");
            }
            return process.exitValue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
