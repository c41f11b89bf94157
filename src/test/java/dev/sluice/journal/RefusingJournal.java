package dev.sluice.journal;

import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLDataException;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;

/** A journal in memory behind a real committer, whose database now and then refuses every event. */
public final class RefusingJournal implements AutoCloseable {

    private final Journal memory;
    private final BooleanSupplier refuses;
    private final Committer committer;

    public RefusingJournal(Journal memory, BooleanSupplier refuses) {
        this.memory = memory;
        this.refuses = refuses;
        this.committer = new Committer(
                new CommitQueue(1_000, 1 << 20),
                1_000,
                Duration.ofSeconds(10),
                this::store,
                () -> false,
                () -> !refuses.getAsBoolean(),
                appended -> {});
        new Thread(committer).start();
    }

    private List<Event> store(List<Submission> group) {
        if (refuses.getAsBoolean()) {
            throw UnwritableException.in(new SQLDataException("a new column", "23514"))
                    .orElseThrow();
        }
        group.forEach(submission -> submission.accept(
                memory.append(submission.drafts()).toCompletableFuture().join()));
        return List.of();
    }

    @SuppressWarnings("unchecked")
    public Journal journal() {
        return (Journal) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Journal.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("append")) {
                        return committer.submit((List<Draft>) arguments[0]);
                    }
                    try {
                        return method.invoke(memory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Override
    public void close() {
        // its thread comes to an end by itself
        committer.close();
    }
}
