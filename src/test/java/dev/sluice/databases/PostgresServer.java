package dev.sluice.databases;

import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A PostgreSQL server of its own, in a folder that outlives it. One thread at a time. */
public final class PostgresServer implements DatabaseServer {

    private final AtomicInteger databases = new AtomicInteger();
    private final Path folder;
    private EmbeddedPostgres server;
    private int port;
    private ProcessHandle process;

    private PostgresServer(Path folder) {
        this.folder = folder;
    }

    public static PostgresServer start() {
        try {
            PostgresServer started = new PostgresServer(Files.createTempDirectory("postgres"));
            started.run();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void run() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setDataDirectory(folder.resolve("data"))
                .setCleanDataDirectory(false);
        if (port != 0) {
            builder.setPort(port);
        }
        server = builder.start();
        port = server.getPort();
        // the first line of the file that the server keeps for whoever looks for it
        String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).get(0);
        process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    @Override
    public Database emptyDatabase() {
        String name = "journal" + databases.incrementAndGet();
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return new Database("jdbc:postgresql://localhost:" + port + "/" + name, "postgres", "");
    }

    @Override
    public void kill() {
        List<ProcessHandle> all = processes();
        all.forEach(ProcessHandle::destroyForcibly);
        await("the end of PostgreSQL")
                .atMost(Duration.ofMinutes(1))
                .until(() -> all.stream().noneMatch(ProcessHandle::isAlive));
    }

    @Override
    public void startAgain() {
        try {
            // lets go of the folder
            server.close();
        } catch (IOException alreadyGone) {
            // it has been killed
        }
        try {
            run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void freeze() {
        processes().forEach(Signal.STOP::sendTo);
    }

    @Override
    public void thaw() {
        processes().forEach(Signal.CONT::sendTo);
    }

    /** The first of them makes the others. */
    private List<ProcessHandle> processes() {
        return Stream.concat(Stream.of(process), process.children()).toList();
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            thaw();
        }
        try {
            server.close();
        } catch (IOException e) {
            process.destroyForcibly();
        }
        Folders.delete(folder);
    }
}
