package dev.sluice.admin;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Cursor;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Text;
import dev.sluice.hub.Hub;
import dev.sluice.journal.Head;
import dev.sluice.journal.JpaJournal;
import dev.sluice.log.LogMessage;
import dev.sluice.monitor.ConnectionStats;
import dev.sluice.monitor.Figures;
import dev.sluice.node.Drain;
import dev.sluice.node.SettingsWatcher;
import dev.sluice.node.Version;
import dev.sluice.session.Clients;
import dev.sluice.settings.CurrentSettings.Outcome;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;

/** Attributes and operations of the JMX bean. Invalid arguments throw {@link IllegalArgumentException}, since a JMX console does not have the
 * classes of the gateway. */
@Singleton
class Node implements NodeMXBean {

    private static final Logger LOG = System.getLogger(Node.class.getName());

    private final Hub hub;
    private final JpaJournal journal;
    private final Clients clients;
    private final SettingsWatcher watcher;
    private final Drain drain;
    private final Figures figures;
    private final Version version;

    @Inject
    Node(
            Hub hub,
            JpaJournal journal,
            Clients clients,
            SettingsWatcher watcher,
            Drain drain,
            Figures figures,
            Version version) {
        this.hub = hub;
        this.journal = journal;
        this.clients = clients;
        this.watcher = watcher;
        this.drain = drain;
        this.figures = figures;
        this.version = version;
    }

    @Override
    public String getVersion() {
        return version.toString();
    }

    @Override
    public Map<String, Integer> getConnections() {
        return ConnectionStats.of(hub).protocols();
    }

    @Override
    public long getSubscriptions() {
        return ConnectionStats.of(hub).subscriptions();
    }

    @Override
    public long getLag() {
        return ConnectionStats.of(hub).lag();
    }

    @Override
    public long getGreatestLag() {
        return ConnectionStats.of(hub).greatestLag();
    }

    @Override
    public double getPublishedPerSecond() {
        return figures.published().perSecond();
    }

    @Override
    public double getDeliveredPerSecond() {
        return figures.delivered().perSecond();
    }

    @Override
    public String getHead() {
        try {
            return journal.head().cursor().toString();
        } catch (RejectedException e) {
            return "";
        }
    }

    @Override
    public long getJournalEvents() {
        return journal.size().events();
    }

    @Override
    public long getJournalBytes() {
        return journal.size().bytes();
    }

    @Override
    public List<String> reload() {
        Outcome outcome = watcher.reloadNow(Node::sign);
        outcome.refused().ifPresent(why -> {
            throw new IllegalArgumentException(why);
        });
        return outcome.changed().stream().sorted().toList();
    }

    @Override
    public long drain() {
        return drain.begin(drain.defaultTime(), Node::sign);
    }

    @Override
    public void cancelDrain() {
        translateRejection(() -> drain.cancel(Node::sign));
    }

    @Override
    public void close(String connection) {
        translateRejection(() -> clients.disconnect(new ConnectionId(connection)));
        LOG.log(
                Level.INFO,
                sign(LogMessage.of("an administrator closed a connection").with("connection", connection)));
    }

    @Override
    public void trim(String upTo) {
        translateRejection(() -> journal.trim(position(upTo)));
        LOG.log(
                Level.INFO,
                sign(LogMessage.of("an administrator removed events from the journal")
                        .with("upTo", upTo)));
    }

    /** Adds the origin of the call; JMX does not tell an MBean the name of the caller. */
    private static LogMessage sign(LogMessage line) {
        return line.with("by", "JMX");
    }

    private long position(String upTo) {
        Head head = journal.head();
        Cursor cursor = Text.isNumber(upTo, 18) ? head.at(Long.parseLong(upTo)) : Cursor.parse(upTo);
        if (!cursor.epoch().equals(head.epoch()) || cursor.position() > head.position()) {
            throw new IllegalArgumentException(
                    cursor + " is not a cursor of this journal, whose newest one is " + head.cursor());
        }
        return cursor.position();
    }

    private static void translateRejection(Runnable operation) {
        try {
            operation.run();
        } catch (RejectedException e) {
            throw new IllegalArgumentException(e.getMessage());
        }
    }
}
