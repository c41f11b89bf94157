package dev.sluice.journal;

import dev.sluice.settings.Settings;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The database products in which a journal can lie. A constant and a folder of scripts is all that one takes: its name
 * is what a URL says after {@code jdbc:}, and what the folder below {@code sql/} is called.
 */
enum DatabaseProduct {

    /**
     * By default H2 writes a commit up to half a second late, and a killed process loses what it has acknowledged.
     * {@code WRITE_DELAY=0} hands it to the operating system before the commit returns. And H2 must not close itself
     * when the process ends: the journal is closed after the last publisher has its answer. Nor may it answer a query with
     * what the same one has found before: for a moment it does not see that this has changed. See decision 29.
     */
    H2(
            new org.h2.Driver(),
            "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)",
            Map.of("WRITE_DELAY", "0", "DB_CLOSE_ON_EXIT", "FALSE", "OPTIMIZE_REUSE_RESULTS", "0"),
            Map.of()),

    /**
     * Else the driver sends a batch row by row, and quotes data in what it throws. And a node that stops in the middle of a
     * transaction holds the head's lock, so that no node publishes: a pause in a transaction ends after 3 s, and who waits for
     * a lock waits a little longer than that, and in the end gives up, also when its node does not ask any more. The other
     * way round, a server that falls silent is to be noticed in seconds.
     */
    POSTGRESQL(
            new org.postgresql.Driver(),
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)",
            Map.of(
                    "reWriteBatchedInserts",
                    "true",
                    "connectTimeout",
                    "5",
                    // the first takes a listening port for a connection, also that of a server that is frozen
                    "loginTimeout",
                    "5",
                    "tcpKeepAlive",
                    "true",
                    "logServerErrorDetail",
                    "false"),
            Map.of(
                    "options",
                    "-c idle_in_transaction_session_timeout=3s -c lock_timeout=4s -c statement_timeout=9s",
                    "socketTimeout",
                    "10")) {

        @Override
        String limits() {
            return """
                    SET LOCAL idle_in_transaction_session_timeout = '3s';
                    SET LOCAL lock_timeout = '4s';
                    SET LOCAL statement_timeout = '9s'
                    """;
        }
    },

    /** The same: a node that stops within a transaction is not to hold the others up, nor a silent server this one. */
    MARIADB(
            new org.mariadb.jdbc.Driver(),
            // the session's time zone has hours that come twice
            "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) DIV 1000",
            Map.of("connectTimeout", "5000"),
            Map.of(
                    "sessionVariables",
                    "idle_transaction_timeout=3,innodb_lock_wait_timeout=4",
                    "socketTimeout",
                    "10000"));

    /** How PostgreSQL's driver is told that each transaction may come to another session: it prepares no statements. */
    private static final Pattern POOLED = Pattern.compile("[?&]prepareThreshold=0(&|$)");

    private final Driver driver;
    private final String time;
    private final Map<String, String> patient;
    private final Map<String, String> hasty;

    /**
     * H2 refuses a URL that says otherwise, the others follow the URL.
     *
     * @param time the expression that gives the milliseconds since 1970 by its clock
     * @param patient properties of each connection
     * @param hasty those by which a statement or a pause may not take long: not for what makes tables
     */
    DatabaseProduct(Driver driver, String time, Map<String, String> patient, Map<String, String> hasty) {
        this.driver = driver;
        this.time = time;
        this.patient = patient;
        this.hasty = hasty;
    }

    /** The one that the URL names, whose driver understands it. */
    static DatabaseProduct of(Settings.Database database) {
        DatabaseProduct named = where(product -> database.url().startsWith("jdbc:" + product.id() + ":"))
                .orElseThrow(() -> noneOfThem("sluice.jdbc.url", database.toString()));
        if (!named.accepts(database.url())) {
            throw new IllegalStateException(
                    "setting sluice.jdbc.url: the driver of " + named.id() + " does not understand it");
        }
        return named;
    }

    /** The one that a data source of the server leads to. */
    static DatabaseProduct of(DatabaseMetaData there) throws SQLException {
        String name = there.getDatabaseProductName();
        return where(product -> name.equalsIgnoreCase(product.id()))
                .orElseThrow(() -> noneOfThem(JournalResources.SETTING, name));
    }

    private static Optional<DatabaseProduct> where(Predicate<DatabaseProduct> condition) {
        return Arrays.stream(values()).filter(condition).findFirst();
    }

    private static IllegalStateException noneOfThem(String setting, String what) {
        return new IllegalStateException("setting " + setting + ": " + what
                + " is none of the databases that a journal can lie in: "
                + Arrays.stream(values()).map(DatabaseProduct::id).collect(Collectors.joining(", ")));
    }

    private boolean accepts(String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    private String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The SQL of the milliseconds since 1970 by its clock. */
    String time() {
        return time;
    }

    /** Where the scripts are that make its tables. */
    String scripts() {
        return id();
    }

    /** Where the script is that gives the gateway's user its rights, for who has an owner of the tables beside it. */
    String rights() {
        if (this == H2) {
            throw new IllegalStateException("setting sluice.jdbc.owner.user: in H2 the journal has one user");
        }
        return "rights/" + id();
    }

    Class<? extends Driver> driver() {
        return driver.getClass();
    }

    /** Connection properties of the driver. */
    Map<String, String> properties(Settings.Database database) {
        Map<String, String> all = new HashMap<>(patient);
        all.putAll(hasty);
        if (isPooled(database)) {
            // PgBouncer refuses a connection that brings options
            all.remove("options");
        }
        return all;
    }

    /** Whether the URL says that there is a pooler in between, such as PgBouncer. */
    static boolean isPooled(Settings.Database database) {
        return POOLED.matcher(database.url()).find();
    }

    /**
     * Statements that limit the transaction in which they stand, where the session does not: one that a pooler or the server
     * has made. Empty if there are none.
     */
    String limits() {
        return "";
    }

    /** The same for somebody who has time: a script may take hours, and so may waiting for the node that runs it. */
    Map<String, String> patientProperties() {
        return patient;
    }

    /** Whether who has time needs connections of its own. */
    boolean isHasty() {
        return !hasty.isEmpty();
    }
}
