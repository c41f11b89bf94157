package dev.sluice.hub;

import dev.sluice.event.Published;
import dev.sluice.event.Topic;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The topics of one subscription that are complete, and the ends that its client knows. Only the writing thread calls. */
final class TopicEnds {

    /** The topics of the subscription; none if it has patterns, of which there may always be another topic. */
    private final Set<Topic> topics;

    /** The topics that may still have events. */
    private Set<Topic> unfinished;

    /** The topics whose ends the client was told before the epoch changed. */
    private Set<Topic> toldBefore = Set.of();

    /** The topics that are complete after the snapshot; null if no snapshot is being delivered. */
    private Set<Topic> deferred;

    TopicEnds(Set<Topic> topics) {
        this.topics = topics;
        this.unfinished = new HashSet<>(topics);
    }

    /** Gives the topics of which these events are the last. */
    static List<Topic> completedBy(List<SharedEvent> events) {
        return events.stream()
                .map(SharedEvent::published)
                .filter(event -> event.options().completes())
                .map(Published::topic)
                .toList();
    }

    /** Marks topics as complete, and returns whether the last one of the subscription is among them. */
    boolean complete(Collection<Topic> complete) {
        return unfinished.removeAll(complete) && unfinished.isEmpty();
    }

    /** Begins again: an older state of the journal may have opened topics whose ends the client knows. */
    void changeEpoch() {
        Set<Topic> told = new HashSet<>(toldBefore);
        topics.stream().filter(topic -> !unfinished.contains(topic)).forEach(told::add);
        toldBefore = told;
        unfinished = new HashSet<>(topics);
        deferred = null;
    }

    /** Gives the topics whose ends the client was told before the epoch changed, once. */
    Set<Topic> takeToldBefore() {
        Set<Topic> told = toldBefore;
        toldBefore = Set.of();
        return told;
    }

    /** Keeps ends until the snapshot has been delivered: a client that is cut within it must not take them for seen. */
    void defer(Collection<Topic> complete) {
        if (deferred == null) {
            deferred = new LinkedHashSet<>();
        }
        deferred.addAll(complete);
    }

    /** Whether a snapshot is being delivered. */
    boolean isDeferring() {
        return deferred != null;
    }

    /** Gives the kept ends, after the snapshot. */
    Set<Topic> takeDeferred() {
        Set<Topic> taken = deferred;
        deferred = null;
        return taken;
    }
}
