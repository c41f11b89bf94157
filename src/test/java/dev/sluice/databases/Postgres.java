package dev.sluice.databases;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL server for all tests that need one, on a port that was free. It starts with the first of them and ends
 * with this JVM. As durable as it is when it has just been installed, and sorting as it does for most: by a language.
 */
public final class Postgres {

    private static final String USER = "gateway";
    private static final String PASSWORD = "not that of the owner";
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private Postgres() {}

    public static Database emptyDatabase() {
        String name = "journal" + DATABASES.incrementAndGet();
        execute("CREATE DATABASE " + name + " OWNER " + USER
                + " TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en-US'");
        return new Database("jdbc:postgresql://localhost:" + Server.RUNNING.getPort() + "/" + name, USER, PASSWORD);
    }

    /** An empty database that belongs to somebody else: whom the gateway's user may only connect to. */
    public static Database databaseOf(String owner, String password) {
        Database database = emptyDatabase();
        execute("CREATE ROLE " + owner + " LOGIN PASSWORD '" + password + "'");
        execute("ALTER DATABASE " + name(database) + " OWNER TO " + owner);
        return database;
    }

    /** A database in which somebody else has a table. */
    public static Database databaseOfAnApplication() {
        Database database = emptyDatabase();
        try (Connection connection =
                DriverManager.getConnection(database.url(), database.user(), database.password())) {
            execute(connection, "CREATE TABLE customer (name text)");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return database;
    }

    /** Ends every connection of a gateway, as a restart of the server does. */
    public static void endConnections() {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + USER + "'");
    }

    /** From now on nobody gets into a database, and those who are in it are cut off. */
    public static void shut(Database database) {
        execute("ALTER DATABASE " + name(database) + " ALLOW_CONNECTIONS false");
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name(database) + "'");
    }

    public static void reopen(Database database) {
        execute("ALTER DATABASE " + name(database) + " ALLOW_CONNECTIONS true");
    }

    /** From now on commits wait for a standby that there is not, as for one that has stalled. */
    public static void awaitAStandby() {
        execute("ALTER SYSTEM SET synchronous_standby_names = 'none'");
        execute("SELECT pg_reload_conf()");
    }

    public static void awaitNoStandby() {
        execute("ALTER SYSTEM RESET synchronous_standby_names");
        execute("SELECT pg_reload_conf()");
    }

    static int port(Database database) {
        return Integer.parseInt(database.url().replaceAll(".*:([0-9]+)/.*", "$1"));
    }

    private static String name(Database database) {
        return database.url().substring(database.url().lastIndexOf('/') + 1);
    }

    /** The server's own process, from which all its others come. */
    public static ProcessHandle process() {
        // the first line of the file that the server keeps for whoever looks for it
        long pid = Long.parseLong(query("SELECT split_part(pg_read_file('postmaster.pid'), chr(10), 1)"));
        return ProcessHandle.of(pid).orElseThrow();
    }

    /** What a setting of the server is. */
    public static String setting(String name) {
        return query("SELECT current_setting('" + name + "')");
    }

    private static String query(String sql) {
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void execute(String sql) {
        try (Connection connection = Server.RUNNING.getPostgresDatabase().getConnection()) {
            execute(connection, sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        /** Embedded, it would be fast and forgetful. */
        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setDataDirectoryCustomizer(Server::askForAPassword)
                        .start();
                try (Connection connection = server.getPostgresDatabase().getConnection()) {
                    execute(connection, "CREATE ROLE " + USER + " LOGIN PASSWORD '" + PASSWORD + "'");
                }
                return server;
            } catch (IOException | SQLException e) {
                throw new IllegalStateException("PostgreSQL did not start", e);
            }
        }

        private static void askForAPassword(File data) {
            try {
                Path access = data.toPath().resolve("pg_hba.conf");
                Files.writeString(access, "host all " + USER + " all scram-sha-256\n" + Files.readString(access));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
