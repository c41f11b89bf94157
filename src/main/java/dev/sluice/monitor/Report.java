package dev.sluice.monitor;

import dev.sluice.event.RejectedException;
import dev.sluice.hub.CallerKey;
import dev.sluice.hub.CloseCause;
import dev.sluice.hub.Hub;
import dev.sluice.hub.Traffic;
import dev.sluice.journal.Head;
import dev.sluice.journal.JpaJournal;
import dev.sluice.journal.SteppedSearch;
import dev.sluice.journal.TopicDirectory;
import dev.sluice.node.Version;
import dev.sluice.runtime.NodeClock;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.JsonValues;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.function.Supplier;

/** The current state of this node as JSON, for {@code GET /api/node} and for the events on {@code $sys/node}. */
@Singleton
public class Report {

    private final Hub hub;
    private final JpaJournal journal;
    private final TopicDirectory directory;
    private final Figures figures;
    private final CurrentSettings settings;
    private final Version version;
    private final Clock clock;

    @Inject
    Report(
            Hub hub,
            JpaJournal journal,
            TopicDirectory directory,
            Figures figures,
            CurrentSettings settings,
            Version version,
            @NodeClock Clock clock) {
        this.hub = hub;
        this.journal = journal;
        this.directory = directory;
        this.figures = figures;
        this.settings = settings;
        this.version = version;
        this.clock = clock;
    }

    /** Scans all connections, and reads the head of the journal on this thread. */
    String json() {
        return json(this::journal);
    }

    /** Reads the journal on a reader thread of the hub, within the caller's share of the reads. */
    public String json(CallerKey caller) {
        return json(() -> hub.find(caller, SteppedSearch.of(this::journal)));
    }

    private String json(Supplier<String> journalState) {
        ConnectionStats stats = ConnectionStats.of(hub);
        JsonText connections = new JsonText();
        stats.protocols().forEach((protocol, count) -> connections.member(protocol, count));
        JsonText closed = new JsonText();
        for (CloseCause cause : CloseCause.values()) {
            closed.member(cause.code(), hub.closed(cause));
        }
        return new JsonText()
                .member("time", JsonValues.time(clock.instant()))
                .member("version", version.toString())
                .member("draining", hub.isDraining())
                .raw("connections", connections.end())
                .member("maxConnections", settings.now().clients().connections())
                .member("subscriptions", stats.subscriptions())
                .member("lag", stats.lag())
                .member("greatestLag", stats.greatestLag())
                .raw("perSecond", rates())
                .raw("total", totals())
                .raw("delivery", durations(figures.deliveries()))
                .raw("commit", durations(figures.commits()))
                .raw("closed", closed.end())
                .raw("heap", heap())
                .raw("journal", orCode(journalState))
                .end();
    }

    private String rates() {
        return new JsonText()
                .raw("published", JsonValues.number(figures.published().perSecond()))
                .raw("volatile", JsonValues.number(figures.volatiles().perSecond()))
                .raw("delivered", JsonValues.number(figures.delivered().perSecond()))
                .end();
    }

    private String totals() {
        Traffic traffic = hub.traffic();
        return new JsonText()
                .member("published", journal.written())
                .member("volatile", traffic.volatiles())
                .member("delivered", traffic.delivered())
                .end();
    }

    /** Gives quantiles in seconds. */
    private static String durations(LatencyWindow latency) {
        return new JsonText()
                .member("count", latency.count())
                .raw("p50", JsonValues.number(latency.quantile(0.5)))
                .raw("p95", JsonValues.number(latency.quantile(0.95)))
                .raw("p99", JsonValues.number(latency.quantile(0.99)))
                .end();
    }

    private static String heap() {
        Runtime runtime = Runtime.getRuntime();
        return new JsonText()
                .member("used", runtime.totalMemory() - runtime.freeMemory())
                .member("max", runtime.maxMemory())
                .end();
    }

    private static String orCode(Supplier<String> journalState) {
        try {
            return journalState.get();
        } catch (RejectedException unavailable) {
            return new JsonText().member("code", unavailable.rejection().code()).end();
        }
    }

    private String journal() {
        Head head = journal.head();
        Settings.Retention retention = settings.now().retention();
        JsonText json = new JsonText()
                .member("head", head.cursor().toString())
                .member("forgotten", head.at(head.trimmed()).toString());
        directory.timeOf(head.trimmed() + 1).ifPresent(time -> json.member("oldest", JsonValues.time(time)));
        return json.member("events", head.position() - head.trimmed())
                .member("bytes", journal.size().bytes())
                .raw(
                        "retention",
                        new JsonText()
                                .member("seconds", retention.age().toSeconds())
                                .member("events", retention.count())
                                .member("bytes", retention.bytes())
                                .end())
                .end();
    }
}
