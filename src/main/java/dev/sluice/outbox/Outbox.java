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
 * Where the application publishes inside its own transaction: into a table of its own database, from which the rows move
 * to the journal after the commit. {@link #open} comes first, {@link #close} last; in between any thread may call.
 */
@Singleton
public class Outbox {

    static final String SETTING = "sluice.outbox.data-source";

    private static final Logger LOG = System.getLogger(Outbox.class.getName());

    private static final Set<Integer> UNDER_WAY = Set.of(Status.STATUS_ACTIVE, Status.STATUS_MARKED_ROLLBACK);

    private final Journal journal;
    private final Threads threads;
    private final Settings settings;

    @Resource
    private TransactionSynchronizationRegistry transactions;

    private final Incident unreachable = new Incident(
            LOG, "the database of the outbox cannot be reached", "the database of the outbox is reached again");
    private volatile OutboxRelay relay;
    private volatile DataSource dataSource;
    private Thread moving;

    @Inject
    Outbox(Journal journal, Threads threads, Settings settings) {
        this.journal = journal;
        this.threads = threads;
        this.settings = settings;
    }

    /** Does nothing if no outbox is set up. */
    public void open() {
        String name = settings.outbox().dataSource();
        if (name.isEmpty()) {
            return;
        }
        dataSource = ManagedResources.find(SETTING, name, DataSource.class);
        DataSource checked = new CheckedDataSource(dataSource);
        OutboxSchema.migrate(checked);
        relay = new OutboxRelay(checked, journal, settings);
        moving = threads.start("sluice-outbox", relay);
        LOG.log(
                Level.INFO,
                LogMessage.of("what beans publish in a transaction goes through the outbox")
                        .with("dataSource", name));
    }

    /** Rows that have not been relayed yet are relayed after the next start. */
    public void close() {
        OutboxRelay running = relay;
        if (running == null) {
            return;
        }
        running.close();
        try {
            moving.join(10_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether what is published on this thread belongs to a transaction. */
    public boolean isInTransaction() {
        return UNDER_WAY.contains(transactions.getTransactionStatus());
    }

    private OutboxSynchronization enlist() {
        try {
            OutboxSynchronization enlisted = OutboxSynchronization.join(transactions, this, dataSource, relay);
            unreachable.passed();
            return enlisted;
        } catch (SQLException e) {
            unreachable.failed(e);
            throw OUTBOX_UNAVAILABLE.because("the database of the outbox cannot be reached");
        }
    }

    /**
     * Publishes the drafts if and when the transaction of this thread commits, after those of all transactions that have
     * committed before. The stage completes when they are in the journal, and fails if the transaction is rolled back.
     *
     * @throws dev.sluice.event.RejectedException if there is no outbox, or a draft asks for what it cannot do
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
                    "in a transaction a draft has no expected position, and goes to everybody: it is published later");
        }
        OutboxSynchronization enlisted = (OutboxSynchronization) transactions.getResource(this);
        if (enlisted == null) {
            enlisted = enlist();
        }
        return enlisted.add(drafts);
    }
}
