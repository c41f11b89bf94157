package dev.sluice.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How an operator administers a WildFly: {@code jboss-cli}. What it says goes to the log of the folder. */
public final class CommandLine {

    private static final String PORT = "administration";

    private final Home home;
    private final Path folder;

    CommandLine(Home home, Path folder) {
        this.home = home;
        this.folder = folder;
    }

    /** Of the server that was started last in this folder. */
    public static CommandLine of(Path folder) {
        return new CommandLine(Server.home(), folder);
    }

    /** At the server that runs. */
    public void remote(String command) throws IOException {
        run("--connect", "--controller=localhost:" + Files.readString(folder.resolve(PORT)), "--command=" + command);
    }

    /** At the configuration in the folder, whose server does not run. */
    void offline(String script) throws IOException {
        Path file = Files.writeString(
                folder.resolve("offline.cli"),
                "embed-server --server-config=standalone.xml --std-out=echo\n" + script + "\nstop-embedded-server\n");
        run("--file=" + file);
    }

    /** The option that gives the server that is about to start a port for its administration. */
    String port() {
        int port = Ports.free();
        try {
            Files.writeString(folder.resolve(PORT), Integer.toString(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "-Djboss.management.http.port=" + port;
    }

    private void run(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Launch.java().toString(),
                "-Djboss.home.dir=" + home.path(),
                "-Djboss.server.base.dir=" + folder,
                "-jar",
                home.resolve("jboss-modules.jar").toString(),
                "-mp",
                home.resolve("modules").toString(),
                "org.jboss.as.cli"));
        command.addAll(List.of(arguments));
        Tool.run(folder, Map.of("JBOSS_HOME", home.path().toString()), command);
    }
}
