package dev.sluice.benchmark;

import dev.sluice.databases.Database;
import dev.sluice.databases.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** The databases in which a journal can lie, as they are measured. */
final class Databases {

    private static final String H2 = "jdbc:h2:file:";

    private Databases() {}

    /** In a file of this folder, which may be there already. */
    static Database h2(Path folder) {
        return new Database(H2 + folder.resolve("journal"), "sluice", "");
    }

    /** On the server of the tests, which must not be one that forgets: it would be faster than it may be. */
    static Database postgres() {
        Database database = Postgres.emptyDatabase();
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            if (!Postgres.setting(setting).equals("on")) {
                throw new IllegalStateException("PostgreSQL runs without " + setting);
            }
        }
        return database;
    }

    /** Where it lies, as options of a JVM. */
    static List<String> options(Database database) {
        return List.of(
                "-Dsluice.jdbc.url=" + database.url(),
                "-Dsluice.jdbc.user=" + database.user(),
                "-Dsluice.jdbc.password=" + database.password());
    }

    /** Or what is measured would be another database than the table says. */
    static void requireJournal(Database database, Server server) throws IOException {
        if (!hasJournal(database)) {
            server.close();
            throw new IOException("the journal is elsewhere than in " + database.url());
        }
    }

    /** Whether somebody has made one there. H2 belongs to the process that has it open; its file tells. */
    private static boolean hasJournal(Database database) {
        if (database.url().startsWith(H2)) {
            return Files.exists(Path.of(database.url().substring(H2.length()) + ".mv.db"));
        }
        try (Connection connection = DriverManager.getConnection(database.url(), database.user(), database.password());
                Statement statement = connection.createStatement();
                ResultSet epochs = statement.executeQuery("SELECT epoch FROM journal_head")) {
            return epochs.next();
        } catch (SQLException e) {
            return false;
        }
    }
}
