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
 * The database products that can store a journal. To support another one, add a constant and a folder of scripts. The name
 * of the constant in lower case is the part of a URL after {@code jdbc:} and the name of the folder below {@code sql/}.
 */
enum DatabaseProduct {

    /**
     * By default H2 writes a commit up to half a second late, so a killed process would lose acknowledged events; {@code
     * WRITE_DELAY=0} hands the commit to the operating system before it returns. H2 must not close itself when the process
     * ends, because the journal is closed only after the last publisher has its answer. H2 must not reuse the result of an
     * earlier query either, because it notices changes a moment late. See decision 29.
     */
    H2(
            new org.h2.Driver(),
            "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)",
            Map.of("WRITE_DELAY", "0", "DB_CLOSE_ON_EXIT", "FALSE", "OPTIMIZE_REUSE_RESULTS", "0"),
            Map.of()),

    /**
     * By default the driver sends a batch row by row and quotes data in its exceptions.
     *
     * <p>A node that stops in the middle of a transaction holds the head's lock, so that no node can publish. Therefore the
     * database ends a transaction that is idle for 3 s; a wait for a lock lasts a little longer and ends even if the waiting
     * node has stopped, too. In the other direction, the socket timeout detects a silent server within seconds.
     */
    POSTGRESQL(
            new org.postgresql.Driver(),
            "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)",
            Map.of(
                    "reWriteBatchedInserts",
                    "true",
                    "connectTimeout",
                    "5",
                    // connectTimeout alone ends too early: the port of a frozen server still accepts connections
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

    /** MariaDB has the same limits as PostgreSQL, for the same reasons. */
    MARIADB(
            new org.mariadb.jdbc.Driver(),
            // UTC, because a session's time zone may repeat an hour
            "TIMESTAMPDIFF(MICROSECOND, '1970-01-01 00:00:00', UTC_TIMESTAMP(6)) DIV 1000",
            Map.of("connectTimeout", "5000"),
            Map.of(
                    "sessionVariables",
                    "idle_transaction_timeout=3,innodb_lock_wait_timeout=4",
                    "socketTimeout",
                    "10000"));

    /** The URL parameter for a pooler: PostgreSQL's driver prepares no statements, since each transaction may get another session. */
    private static final Pattern POOLED = Pattern.compile("[?&]prepareThreshold=0(&|$)");

    private final Driver driver;
    private final String time;
    private final Map<String, String> properties;
    private final Map<String, String> timeLimits;

    /**
     * The properties of the URL win over these, except that H2 refuses a URL that contradicts them.
     *
     * @param time the SQL expression of the milliseconds since 1970 by the database's clock
     * @param properties the properties of each connection
     * @param timeLimits the properties that limit the time of a statement or a pause; migrations do without them
     */
    DatabaseProduct(Driver driver, String time, Map<String, String> properties, Map<String, String> timeLimits) {
        this.driver = driver;
        this.time = time;
        this.properties = properties;
        this.timeLimits = timeLimits;
    }

    /** The product that the URL names. */
    static DatabaseProduct of(Settings.Database database) {
        DatabaseProduct named = where(product -> database.url().startsWith("jdbc:" + product.id() + ":"))
                .orElseThrow(() -> unsupported("sluice.jdbc.url", database.toString()));
        if (!named.accepts(database.url())) {
            throw new IllegalStateException(
                    "setting sluice.jdbc.url: the driver of " + named.id() + " does not understand it");
        }
        return named;
    }

    /** The product that a data source of the server connects to. */
    static DatabaseProduct of(DatabaseMetaData there) throws SQLException {
        String name = there.getDatabaseProductName();
        return where(product -> name.equalsIgnoreCase(product.id()))
                .orElseThrow(() -> unsupported(JournalResources.SETTING, name));
    }

    private static Optional<DatabaseProduct> where(Predicate<DatabaseProduct> condition) {
        return Arrays.stream(values()).filter(condition).findFirst();
    }

    private static IllegalStateException unsupported(String setting, String database) {
        return new IllegalStateException("setting " + setting + ": " + database
                + " cannot store a journal; the supported databases are "
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

    /** The SQL expression of the milliseconds since 1970 by the database's clock. */
    String time() {
        return time;
    }

    /** The folder of the scripts that create the tables. */
    String scripts() {
        return id();
    }

    /** The folder of the script that grants the gateway's user its rights, if the tables have another owner. */
    String rights() {
        if (this == H2) {
            throw new IllegalStateException(
                    "setting sluice.jdbc.owner.user: a journal in H2 has only one user; remove this setting");
        }
        return "rights/" + id();
    }

    Class<? extends Driver> driver() {
        return driver.getClass();
    }

    /** Connection properties of the driver. */
    Map<String, String> properties(Settings.Database database) {
        Map<String, String> all = new HashMap<>(properties);
        all.putAll(timeLimits);
        if (isPooled(database)) {
            // PgBouncer refuses connections with options
            all.remove("options");
        }
        return all;
    }

    /** Whether the URL says that a pooler such as PgBouncer is in between. */
    static boolean isPooled(Settings.Database database) {
        return POOLED.matcher(database.url()).find();
    }

    /**
     * The statements that set the time limits of one transaction, for sessions without limits: those of a pooler or of the
     * server's pool. Empty if there are none.
     */
    String limits() {
        return "";
    }

    /** The connection properties for migrations, without time limits: a script, or the wait for another node's, may take hours. */
    Map<String, String> unlimitedProperties() {
        return properties;
    }

    /** Whether normal connections have time limits, so that migrations need connections of their own. */
    boolean limitsTime() {
        return !timeLimits.isEmpty();
    }
}
