package dev.sluice.journal;

import dev.sluice.event.Event;
import dev.sluice.event.Topic;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;

/**
 * A bean of the application that watches one topic on the bus; of the others, a test may trim what the bus still tells
 * of. Its monitor guards what it has seen.
 */
@Singleton
class Witness {

    static final Topic TOPIC = new Topic("cdi/bus");

    private final Journal journal;
    private final List<Long> positions = new ArrayList<>();
    private final List<Long> unseen = new ArrayList<>();

    @Inject
    Witness(Journal journal) {
        this.journal = journal;
    }

    synchronized void onAppended(@Observes Appended appended) {
        for (Event event : appended.events()) {
            if (event.topic().equals(TOPIC)) {
                positions.add(event.position());
                if (journal.at(event.position()).isEmpty()) {
                    unseen.add(event.position());
                }
            }
        }
        notifyAll();
    }

    synchronized void awaitPosition(long position) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (positions.isEmpty() || positions.get(positions.size() - 1) < position) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("the bus never told of " + position);
            }
            try {
                wait(100);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    synchronized List<Long> positions() {
        return List.copyOf(positions);
    }

    /** What could not be read from the journal when the bus told of it. */
    synchronized List<Long> unseenInTheJournal() {
        return List.copyOf(unseen);
    }
}
