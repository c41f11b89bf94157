package dev.sluice.databases;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A PgBouncer in front of {@link Postgres}, as it comes but for the mode in which it gives away a session for each
 * transaction. On a port that was free, in a folder of its own. One thread at a time.
 */
public final class PgBouncer implements AutoCloseable {

    static final String PROGRAM = "pgbouncer";

    private static final Duration START = Duration.ofSeconds(30);

    private final Path folder;
    private final int port;
    private final Process process;

    private PgBouncer(Path folder, int port, Process process) {
        this.folder = folder;
        this.port = port;
        this.process = process;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of PgBouncer"));
    }

    static boolean isInstalled() {
        return MariaDbServer.program(PROGRAM).isPresent();
    }

    /** @param sessions how many there are in PostgreSQL, for however many connections */
    public static PgBouncer inFrontOf(Database database, int sessions) {
        try {
            Path folder = Files.createTempDirectory("pgbouncer");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxrwxrwx"));
            int port = freePort();
            Files.writeString(folder.resolve("pgbouncer.ini"), """
                    [databases]
                    * = host=127.0.0.1 port=%d user='%s' password='%s'
                    [pgbouncer]
                    listen_addr = 127.0.0.1
                    listen_port = %d
                    unix_socket_dir =
                    auth_type = any
                    pool_mode = transaction
                    default_pool_size = %d
                    logfile = %s
                    """.formatted(
                            Postgres.port(database),
                            database.user(),
                            database.password(),
                            port,
                            sessions,
                            folder.resolve("log")));
            List<String> command = new ArrayList<>(
                    List.of(MariaDbServer.program(PROGRAM).orElseThrow().toString()));
            if (System.getProperty("user.name").equals("root")) {
                // which it refuses to be
                command.addAll(List.of("-u", "nobody"));
            }
            command.add(folder.resolve("pgbouncer.ini").toString());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
            PgBouncer bouncer = new PgBouncer(folder, port, process);
            await("PgBouncer").atMost(START).until(() -> bouncer.answers(database));
            return bouncer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private boolean answers(Database database) throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("PgBouncer did not start:\n" + Files.readString(folder.resolve("out")));
        }
        Database through = through(database);
        try (Connection connection = DriverManager.getConnection(through.url(), through.user(), through.password())) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    /** The same database, by way of this. */
    public Database through(Database database) {
        return new Database(
                database.url().replace(":" + Postgres.port(database) + "/", ":" + port + "/") + "?prepareThreshold=0",
                database.user(),
                database.password());
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        Folders.delete(folder);
    }
}
