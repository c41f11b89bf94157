package dev.sluice.servers;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How an operator administers a Payara Server or a GlassFish. What {@code asadmin} says goes to the log of the folder. */
public final class Asadmin {

    private static final String PORT = "administration";
    private static final Duration START = Duration.ofMinutes(5);

    private final Home home;
    private final Path folder;
    private final int port;

    Asadmin(Home home, Path folder, int port) {
        this.home = home;
        this.folder = folder;
        this.port = port;
    }

    /** Of the server that was started last in this folder. */
    public static Asadmin of(Path folder) {
        try {
            return new Asadmin(Server.home(), folder, Integer.parseInt(Files.readString(folder.resolve(PORT))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With a port of its own, which {@link #of} finds again. */
    static Asadmin fresh(Home home, Path folder) throws IOException {
        int port = Ports.free();
        Files.writeString(folder.resolve(PORT), Integer.toString(port));
        return new Asadmin(home, folder, port);
    }

    int port() {
        return port;
    }

    public URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** At the server that runs. */
    public void remote(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of("--port", Integer.toString(port)));
        all.addAll(Arrays.asList(arguments));
        local(all.toArray(String[]::new));
    }

    /** Without a server that runs. */
    void local(String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/asadmin").toString()));
        command.addAll(Arrays.asList(arguments));
        String java = Launch.javaHome().toString();
        Tool.run(folder, Map.of("AS_JAVA", java, "JAVA_HOME", java), command);
    }

    /** @return false if the process ended before it could be administered */
    boolean answers(Process process) {
        await("the server's administration").atMost(START).until(() -> !process.isAlive() || isOpen());
        return process.isAlive();
    }

    private boolean isOpen() {
        try (Socket socket = new Socket("localhost", port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }
}
