package dev.sluice.presence;

import static dev.sluice.event.Rejection.CONNECTION_UNKNOWN;
import static dev.sluice.event.Rejection.DATA_TOO_LARGE;
import static dev.sluice.event.Rejection.JOURNAL_UNAVAILABLE;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Text;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.Connection;
import dev.sluice.hub.Subscription;
import dev.sluice.hub.SubscriptionListener;
import dev.sluice.hub.VolatileBus;
import dev.sluice.runtime.NodeClock;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.Settings;
import dev.sluice.wire.Jsons;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Presence of members on the topics of this node. A member that disconnects stays for a grace period, so that a reload causes
 * no events; nothing is stored, so that a killed server leaves no members behind.
 *
 * <p>One thread changes what is so and tells of it, one change after another; any thread may ask. The monitor guards the
 * topics.
 */
@Singleton
public class Presence {

    private static final Logger LOG = System.getLogger(Presence.class.getName());

    /** For how long a client waits until its change has been told. */
    private static final int PATIENCE_SECONDS = 5;

    private final VolatileBus bus;
    private final Settings.Presence settings;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    /** Of its own: the other one is what somebody waits for. Nor does a JDK's thread for timeouts keep the application. */
    private final ScheduledExecutorService patience;

    private final Map<Topic, Map<String, Membership>> topics =
            new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

    @Inject
    Presence(VolatileBus bus, Threads threads, Settings settings, @NodeClock Clock clock) {
        this.clock = clock;
        this.bus = bus;
        this.settings = settings.presence();
        this.thread = threads.ticker("sluice-presence");
        this.patience = threads.ticker("sluice-presence-patience");
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
        // those who wait get their answer
        patience.shutdown();
    }

    /**
     * Gives a listener that makes a member present for as long as its subscription lasts, and sends the subscriber the
     * members if it asks for them.
     *
     * @param member empty for a subscription without a member
     */
    public SubscriptionListener attend(Connection connection, Subscription subscription, Optional<Member> member) {
        Filters filters = subscription.filters();
        if (member.isEmpty() && !PresenceTopic.isAmong(filters)) {
            return SubscriptionListener.NOBODY;
        }
        member.ifPresent(present ->
                connection.requireSigns(settings.silence(), settings.grace().dividedBy(2)));
        return new PresenceListener(this, connection, filters, member);
    }

    /**
     * The member that a subscription makes known, checked.
     *
     * @param filters of the subscription
     * @throws dev.sluice.event.RejectedException if it cannot be present there
     */
    public Member check(Member member, Filters filters) {
        if (filters.topics().isEmpty()) {
            throw PARAMETER_INVALID.because("who is present is so on topics, not on patterns");
        }
        filters.topics().forEach(PresenceTopic::of);
        requireState(member.state());
        return member;
    }

    /** @throws dev.sluice.event.RejectedException {@code data-too-large} or {@code body-invalid} */
    void requireState(String state) {
        if (Text.utf8Length(state) > settings.maxBytes()) {
            throw DATA_TOO_LARGE.because("the state of a member has at most " + settings.maxBytes() + " bytes");
        }
        Jsons.requireWhole(state, "the state of a member");
    }

    // on the thread of presence

    void enter(Member member, ConnectionId connection, Topic topic) {
        Optional<Change> change;
        synchronized (this) {
            change = topics.computeIfAbsent(topic, t -> new TreeMap<>())
                    .computeIfAbsent(member.name(), name -> new Membership())
                    .enter(member, connection);
        }
        change.ifPresent(what -> tell(topic, what, member));
    }

    void leave(String name, ConnectionId connection, Topic topic) {
        if (isLeft(topic, name, connection)) {
            thread.schedule(
                    guarded(() -> goIfStillAway(topic, name)), settings.grace().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isLeft(Topic topic, String name, ConnectionId connection) {
        Membership membership = find(topic, name);
        return membership != null && membership.leave(connection);
    }

    private void goIfStillAway(Topic topic, String name) {
        Member gone;
        synchronized (this) {
            Membership membership = find(topic, name);
            if (membership == null || !membership.isOverdue(settings.grace())) {
                return;
            }
            gone = membership.member();
            topics.get(topic).remove(name);
            if (topics.get(topic).isEmpty()) {
                topics.remove(topic);
            }
        }
        tell(topic, Change.LEAVE, gone);
    }

    /** Guarded by the caller. */
    private Membership find(Topic topic, String name) {
        return topics.getOrDefault(topic, Map.of()).get(name);
    }

    /**
     * Changes the state of the members that a connection makes present on a topic. The stage fails with {@code
     * connection-unknown} if it makes none present there, and with {@code journal-unavailable} if nobody knows in time: an
     * observer of the application can hold up the thread of presence.
     */
    public CompletionStage<Void> update(ConnectionId connection, Topic topic, String state) {
        requireState(state);
        try {
            CompletableFuture<Void> told =
                    CompletableFuture.runAsync(() -> tellOfChange(connection, topic, state), thread);
            Future<?> late =
                    patience.schedule(() -> told.completeExceptionally(late()), PATIENCE_SECONDS, TimeUnit.SECONDS);
            told.whenComplete((done, fault) -> late.cancel(false));
            return told;
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(JOURNAL_UNAVAILABLE.because("the gateway is shutting down"));
        }
    }

    private static RejectedException late() {
        return JOURNAL_UNAVAILABLE.because("too much is told of presence at the moment; the state may still change");
    }

    private void tellOfChange(ConnectionId connection, Topic topic, String state) {
        List<Member> changed = changed(connection, topic, state);
        if (changed.isEmpty()) {
            throw CONNECTION_UNKNOWN.because("this connection makes nobody present on this topic");
        }
        changed.forEach(member -> tell(topic, Change.UPDATE, member));
    }

    private synchronized List<Member> changed(ConnectionId connection, Topic topic, String state) {
        List<Member> changed = new ArrayList<>();
        for (Membership membership : topics.getOrDefault(topic, Map.of()).values()) {
            if (membership.isBy(connection)) {
                changed.add(membership.change(state));
            }
        }
        return changed;
    }

    /** Gives the members of a topic, ordered by name. */
    public synchronized List<Member> members(Topic topic) {
        return topics.getOrDefault(topic, Map.of()).values().stream()
                .map(Membership::member)
                .toList();
    }

    List<VolatileEvent> whoIsThere(Filters filters) {
        return PresenceTopic.known(filters, known()).stream()
                .map(topic -> PresenceTopic.present(topic, members(topic), clock.instant()))
                .toList();
    }

    private synchronized Set<Topic> known() {
        return Set.copyOf(topics.keySet());
    }

    private void tell(Topic topic, Change change, Member member) {
        bus.pass(PresenceTopic.event(topic, change, member, clock.instant()));
    }

    void run(Runnable task) {
        try {
            thread.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.DEBUG, "presence is closed", e);
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOG.log(Level.ERROR, "a change of presence failed", e);
            }
        };
    }
}
