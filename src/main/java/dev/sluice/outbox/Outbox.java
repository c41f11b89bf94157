package dev.sluice.outbox;

import static dev.sluice.event.Rejection.OUTBOX_UNAVAILABLE;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Draft;
import dev.sluice.journal.CheckedDataSource;
import dev.sluice.journal.Journal;
import dev.sluice.journal.Receipt;
import dev.sluice.log.Incident;
import dev.sluice.log.LogMessage;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.ManagedResources;
import dev.sluice.settings.Settings;
import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.transaction.Status;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;

/**
 * Publishes inside the application's own transaction: into a table of the application's database, from which a relay
 * publishes the rows to the journal after the commit. {@link #open} comes first, {@link #close} last; in between any thread
 * may call.
 */
@Singleton
public class Outbox {

    static final String SETTING = "sluice.outbox.data-source";

    private static final Logger LOG = System.getLogger(Outbox.class.getName());

    private static final Set<Integer> ACTIVE = Set.of(Status.STATUS_ACTIVE, Status.STATUS_MARKED_ROLLBACK);

    private static final int STOP_MILLIS = 10_000;

    private final Journal journal;
    private final Threads threads;
    private final Settings settings;

    /** Injected into a field: the registry is a resource of the server and not a CDI bean, so no constructor can ask for it. */
    @Resource
    private TransactionSynchronizationRegistry transactions;

    private final Incident unreachable = new Incident(
            LOG, "the database of the outbox cannot be reached", "the database of the outbox can be reached again");
    private volatile OutboxRelay relay;
    private volatile DataSource dataSource;
    private Thread relaying;

    @Inject
    Outbox(Journal journal, Threads threads, Settings settings) {
        this.journal = journal;
        this.threads = threads;
        this.settings = settings;
    }

    /** Creates the tables and starts the relay. Does nothing if the settings name no data source for an outbox. */
    public void open() {
        String name = settings.outbox().dataSource();
        if (name.isEmpty()) {
            return;
        }
        dataSource = ManagedResources.find(SETTING, name, DataSource.class);
        DataSource checked = new CheckedDataSource(dataSource);
        OutboxSchema.migrate(checked);
        relay = new OutboxRelay(checked, journal, settings);
        relaying = threads.start("sluice-outbox", relay);
        LOG.log(
                Level.INFO,
                LogMessage.of("the outbox is open for beans that publish in a transaction")
                        .with("dataSource", name));
    }

    /** Stops the relay. The remaining rows are relayed after the next start. */
    public void close() {
        OutboxRelay running = relay;
        if (running == null) {
            return;
        }
        running.close();
        try {
            relaying.join(STOP_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether this thread has an active transaction, to which its publications belong. */
    public boolean isInTransaction() {
        return ACTIVE.contains(transactions.getTransactionStatus());
    }

    private OutboxSynchronization enlist() {
        try {
            OutboxSynchronization enlisted = OutboxSynchronization.join(transactions, this, dataSource, relay);
            unreachable.passed();
            return enlisted;
        } catch (SQLException e) {
            unreachable.failed(e);
            throw OUTBOX_UNAVAILABLE.because(
                    "the database of the outbox cannot be reached; nothing of this has been published");
        }
    }

    /**
     * Publishes the drafts when the transaction of this thread commits, after the drafts of all transactions that have
     * committed before. The stage completes when the events are in the journal, and fails if the transaction is rolled back.
     *
     * @throws dev.sluice.event.RejectedException if there is no outbox, or a draft uses an option that an outbox does not
     *     support
     */
    public CompletionStage<List<Receipt>> publish(List<Draft> drafts) {
        if (relay == null) {
            throw OUTBOX_UNAVAILABLE.because("publishing in a transaction needs an outbox: set " + SETTING
                    + " to the data source of the application, or publish outside the transaction");
        }
        if (drafts.stream()
                .anyMatch(draft -> draft.precondition().isPresent()
                        || draft.options().notTo().isPresent())) {
            throw PARAMETER_INVALID.because(
                    "a draft in a transaction can have no precondition and cannot exclude a connection, because it is"
                            + " published after the commit: remove these options, or publish outside the transaction");
        }
        OutboxSynchronization enlisted = (OutboxSynchronization) transactions.getResource(this);
        if (enlisted == null) {
            enlisted = enlist();
        }
        return enlisted.add(drafts);
    }
}
