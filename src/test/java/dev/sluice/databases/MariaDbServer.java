package dev.sluice.databases;

import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * A MariaDB server in a folder of its own, on a port that was free, as durable as it is when it has just been installed.
 * One thread starts and ends it; any thread may ask it for databases meanwhile.
 */
public final class MariaDbServer implements DatabaseServer {

    static final String PROGRAM = "mariadbd";

    private static final String USER = "gateway";
    private static final String PASSWORD = "not that of the owner";
    private static final Duration START = Duration.ofMinutes(2);

    private final AtomicInteger databases = new AtomicInteger();
    private final Path folder;
    private final int port;
    private Process process;

    private MariaDbServer(Path folder, int port) {
        this.folder = folder;
        this.port = port;
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "end of MariaDB"));
    }

    static boolean isInstalled() {
        return program(PROGRAM).isPresent();
    }

    public static MariaDbServer start() {
        try {
            MariaDbServer server = new MariaDbServer(Files.createTempDirectory("mariadb"), freePort());
            server.run("mariadb-install-db", "--auth-root-authentication-method=normal", "--skip-test-db")
                    .waitFor();
            server.startAgain();
            server.execute("CREATE USER " + USER + " IDENTIFIED BY '" + PASSWORD + "'");
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    @Override
    public void startAgain() {
        process = run(PROGRAM, "--port=" + port, "--bind-address=127.0.0.1", "--socket=" + folder.resolve("socket"));
        await("MariaDB").atMost(START).until(this::answers);
    }

    private boolean answers() throws IOException {
        if (!process.isAlive()) {
            throw new IllegalStateException("MariaDB did not start:\n" + Files.readString(folder.resolve("log")));
        }
        try (Connection connection = connect()) {
            return connection.isValid(1);
        } catch (SQLException notYet) {
            return false;
        }
    }

    @Override
    public Database emptyDatabase() {
        String name = "journal" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name);
        execute("GRANT ALL ON " + name + ".* TO " + USER);
        return new Database(url(name), USER, PASSWORD);
    }

    /** An empty database that belongs to somebody else: whom the gateway's user may only connect to. */
    public Database databaseOf(String owner, String password) {
        String name = "journal" + databases.incrementAndGet();
        execute("CREATE DATABASE " + name);
        execute("CREATE USER " + owner + " IDENTIFIED BY '" + password + "'");
        execute("GRANT ALL ON " + name + ".* TO " + owner + " WITH GRANT OPTION");
        return new Database(url(name), USER, PASSWORD);
    }

    /** A database in which somebody else has a table. */
    public Database databaseOfAnApplication() {
        Database database = emptyDatabase();
        execute("CREATE TABLE " + database.url().replaceAll(".*/|\\?.*", "") + ".customer (name text)");
        return database;
    }

    /** Ends every connection of a gateway, as a restart of the server does. */
    public void endConnections() {
        execute("KILL USER " + USER);
    }

    @Override
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void freeze() {
        Signal.STOP.sendTo(process.toHandle());
    }

    @Override
    public void thaw() {
        Signal.CONT.sendTo(process.toHandle());
    }

    /** From now on nobody writes or makes a table: until the connection is closed. */
    public Connection holdUpWrites() throws SQLException {
        Connection connection = connect();
        try (Statement statement = connection.createStatement()) {
            statement.execute("FLUSH TABLES WITH READ LOCK");
        }
        return connection;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url("mysql"), "root", "");
    }

    /** It has no certificate, and the driver wants one unless it is told. */
    private String url(String database) {
        return "jdbc:mariadb://127.0.0.1:" + port + "/" + database + "?sslMode=disable";
    }

    private void execute(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private Process run(String program, String... options) {
        String file = program(program)
                .orElseThrow(() -> new IllegalStateException("this machine has no " + program))
                .toString();
        List<String> command = Stream.concat(
                        Stream.of(
                                file,
                                "--no-defaults",
                                "--user=" + System.getProperty("user.name"),
                                "--datadir=" + folder.resolve("data")),
                        Stream.of(options))
                .toList();
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(
                            folder.resolve("log").toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On Debian it lies where only root's path leads. */
    static Optional<Path> program(String name) {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroyForcibly();
            try {
                process.waitFor(10, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        Folders.delete(folder);
    }
}
