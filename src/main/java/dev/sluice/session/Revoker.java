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
 * Revokes: at once here, and within half a second on the other nodes, which look into the same table. {@link #open} comes
 * first, {@link #close} last.
 */
@Singleton
public class Revoker {

    private static final Logger LOG = System.getLogger(Revoker.class.getName());

    private static final int LONGEST = 255;

    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration FORGET = Duration.ofHours(1);

    /** For how long a revocation is read again that a node of an older version has renewed, under its old number. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    private final RevocationRecords records;
    private final Revocations revocations;
    private final Clients clients;
    private final Duration memory;
    private final ScheduledExecutorService ticker;

    private final Incident blind = new Incident(
            LOG, "what other nodes revoke is not seen at the moment", "what other nodes revoke is seen again");
    private final Incident failing =
            new Incident(LOG, "looking for revocations failed", "what other nodes revoke is seen again");

    // of the ticker, once it runs
    /** The number up to which everything is known. */
    private long known = -1;

    private String epoch = "";

    private Instant since = Instant.EPOCH;

    private Instant forgotten = Instant.EPOCH;

    @Inject
    Revoker(RevocationRecords records, Revocations revocations, Clients clients, Threads threads, Settings settings) {
        this.records = records;
        this.revocations = revocations;
        this.clients = clients;
        // a token that was issued before lives no longer than this
        this.memory = settings.tokens().maxAge().plus(settings.tokens().clockSkew());
        this.ticker = threads.ticker("sluice-revoker");
    }

    /** Knows all there are before anybody comes. */
    public void open() {
        learn();
        ticker.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    public void close() {
        ticker.shutdownNow();
    }

    private void look() {
        try {
            learn();
            blind.passed();
            failing.passed();
        } catch (RejectedException e) {
            blind.failed(e);
        } catch (RuntimeException | Error e) {
            // the ticker would never call again
            failing.broke(e);
        }
    }

    /** Applies the revocations since the last successful read of the table. */
    private void learn() {
        Instant now = records.now();
        News news = records.after(known, since);
        if (news.number() < known || !epoch.isEmpty() && !news.epoch().equals(epoch)) {
            news = restore(now);
        }
        news.rows().stream()
                .flatMap(row -> kind(row.kind()).map(kind -> new Revocation(kind, row.name(), row.at())).stream())
                .filter(revocations::add)
                .forEach(clients::end);
        known = news.number();
        epoch = news.epoch();
        since = now.minus(OVERLAP);
        if (forgotten.plus(FORGET).isBefore(now)) {
            records.forgetBefore(now.minus(memory));
            revocations.forgetBefore(now.minus(memory));
            forgotten = now;
        }
    }

    /**
     * The database has failed over to an older state: it may lack revocations that have been acknowledged, and a node that
     * starts later would accept their tokens. Reads everything anew after it, since numbers are given again.
     */
    private News restore(Instant now) {
        records.restore(revocations.list().stream()
                .filter(revocation -> !revocation.at().isBefore(now.minus(memory)))
                .map(Revoker::row)
                .toList());
        return records.after(-1, Instant.EPOCH);
    }

    private static RevocationRecords.Row row(Revocation revocation) {
        return new RevocationRecords.Row(name(revocation.kind()), revocation.value(), revocation.at());
    }

    /** None if a newer version has written it. */
    private static Optional<Revocation.Kind> kind(String name) {
        return Arrays.stream(Revocation.Kind.values())
                .filter(kind -> name(kind).equals(name))
                .findFirst();
    }

    private static String name(Revocation.Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    /** @throws RejectedException if it cannot be kept: then nothing is revoked */
    public Revocation revoke(Revocation.Kind kind, String value) {
        if (value.isEmpty() || value.length() > LONGEST || !Text.isPlain(value)) {
            throw PARAMETER_INVALID.because(
                    "what is revoked has 1 to " + LONGEST + " characters, and no control characters");
        }
        Revocation revocation = new Revocation(kind, value, records.now().truncatedTo(ChronoUnit.MILLIS));
        records.put(row(revocation));
        revocations.add(revocation);
        clients.end(revocation);
        return revocation;
    }

    /** The token by which a connection is here, or if that has no id all of its subject. */
    public Revocation revokeThatOf(String connection) {
        Caller caller = clients.callerOf(new ConnectionId(connection));
        return caller.token()
                .flatMap(Token::id)
                .map(id -> revoke(Revocation.Kind.TOKEN, id))
                .or(() -> caller.subject().map(subject -> revoke(Revocation.Kind.SUBJECT, subject)))
                .orElseThrow(() -> PARAMETER_INVALID.because("this connection has shown neither a token nor a name"));
    }

    public List<Revocation> list() {
        return revocations.list();
    }
}
