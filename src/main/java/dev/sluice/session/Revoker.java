package dev.sluice.session;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.access.Caller;
import dev.sluice.access.Revocation;
import dev.sluice.access.Revocations;
import dev.sluice.access.Token;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Text;
import dev.sluice.journal.RevocationRecords;
import dev.sluice.journal.RevocationRecords.News;
import dev.sluice.log.Incident;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Revokes tokens and subjects: immediately on this node, and within half a second on the other nodes, which poll the same table.
 * {@link #open} must be called first and {@link #close} last. Any thread may revoke.
 */
@Singleton
public class Revoker {

    private static final Logger LOG = System.getLogger(Revoker.class.getName());

    private static final int MAX_LENGTH = 255;

    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private static final Duration CLEANUP_INTERVAL = Duration.ofHours(1);

    /** The period that is read again: a node of an older version renews a revocation under its old number. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private final RevocationRecords records;
    private final Revocations revocations;
    private final Clients clients;
    private final Duration retention;
    private final ScheduledExecutorService ticker;

    private final Incident unavailable =
            new Incident(LOG, "revocations of other nodes cannot be read", "revocations of other nodes are read again");
    private final Incident failing =
            new Incident(LOG, "the check for revocations failed", "the check for revocations works again");

    // confined to the ticker once it runs
    /** The number up to which all revocations have been read. */
    private long lastNumber = -1;

    private String epoch = "";

    private Instant since = Instant.EPOCH;

    private Instant lastCleanup = Instant.EPOCH;

    @Inject
    Revoker(RevocationRecords records, Revocations revocations, Clients clients, Threads threads, Settings settings) {
        this.records = records;
        this.revocations = revocations;
        this.clients = clients;
        // no token that was issued before a revocation is valid for longer than this
        this.retention = settings.tokens().maxAge().plus(settings.tokens().clockSkew());
        this.ticker = threads.ticker("sluice-revoker");
    }

    /** Reads all revocations, before the first client connects, and starts polling. */
    public void open() {
        readNew();
        ticker.scheduleWithFixedDelay(
                this::poll, POLL_INTERVAL.toMillis(), POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void close() {
        ticker.shutdownNow();
    }

    private void poll() {
        try {
            readNew();
            unavailable.passed();
            failing.passed();
        } catch (RejectedException e) {
            unavailable.failed(e);
        } catch (RuntimeException | Error e) {
            // the ticker would never run again after an exception
            failing.broke(e);
        }
    }

    /** Applies the revocations since the last successful read of the table. */
    private void readNew() {
        Instant now = records.now();
        News news = records.after(lastNumber, since);
        if (news.number() < lastNumber || !epoch.isEmpty() && !news.epoch().equals(epoch)) {
            news = restore(now);
        }
        news.rows().stream()
                .flatMap(row -> kind(row.kind()).map(kind -> new Revocation(kind, row.name(), row.at())).stream())
                .filter(revocations::add)
                .forEach(clients::disconnect);
        lastNumber = news.number();
        epoch = news.epoch();
        since = now.minus(OVERLAP);
        if (lastCleanup.plus(CLEANUP_INTERVAL).isBefore(now)) {
            records.forgetBefore(now.minus(retention));
            revocations.forgetBefore(now.minus(retention));
            lastCleanup = now;
        }
    }

    /**
     * Writes the known revocations back after the database has failed over to an older state: it may lack acknowledged ones,
     * and a node that starts later would accept their tokens. Then reads everything again, since numbers are reused.
     */
    private News restore(Instant now) {
        records.restore(revocations.list().stream()
                .filter(revocation -> !revocation.at().isBefore(now.minus(retention)))
                .map(Revoker::row)
                .toList());
        return records.after(-1, Instant.EPOCH);
    }

    private static RevocationRecords.Row row(Revocation revocation) {
        return new RevocationRecords.Row(name(revocation.kind()), revocation.value(), revocation.at());
    }

    /** Empty for a kind that only a newer version of the gateway knows. */
    private static Optional<Revocation.Kind> kind(String name) {
        return Arrays.stream(Revocation.Kind.values())
                .filter(kind -> name(kind).equals(name))
                .findFirst();
    }

    private static String name(Revocation.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** @throws RejectedException if the database cannot store the revocation; then nothing is revoked */
    public Revocation revoke(Revocation.Kind kind, String value) {
        if (value.isEmpty() || value.length() > MAX_LENGTH || !Text.isPlain(value)) {
            throw PARAMETER_INVALID.because(
                    "the value to revoke must have 1 to " + MAX_LENGTH + " characters, and no control characters");
        }
        Revocation revocation = new Revocation(kind, value, records.now().truncatedTo(ChronoUnit.MILLIS));
        records.put(row(revocation));
        revocations.add(revocation);
        clients.disconnect(revocation);
        return revocation;
    }

    /** Revokes the token of a connection; without an id in the token, all tokens of its subject. */
    public Revocation revokeTokenOf(String connection) {
        Caller caller = clients.callerOf(new ConnectionId(connection));
        return caller.token()
                .flatMap(Token::id)
                .map(id -> revoke(Revocation.Kind.TOKEN, id))
                .or(() -> caller.subject().map(subject -> revoke(Revocation.Kind.SUBJECT, subject)))
                .orElseThrow(() -> PARAMETER_INVALID.because(
                        "this connection has neither a token with an id nor a subject: nothing can be revoked"));
    }

    public List<Revocation> list() {
        return revocations.list();
    }
}
