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
 * The members that are present on topics of this node. A member that disconnects stays for a grace period, so that the reload of a
 * page causes no events. Nothing is stored, so that a killed server leaves no members behind.
 *
 * <p>One thread applies and publishes all changes in order. Any thread may call the public methods. The monitor guards the topics.
 */
@Singleton
public class Presence {

    private static final Logger LOG = System.getLogger(Presence.class.getName());

    /** The maximum time in which a change must have been published. */
    private static final int TIMEOUT_SECONDS = 5;

    private final VolatileBus bus;
    private final Settings.Presence settings;
    private final Clock clock;
    private final ScheduledExecutorService thread;

    /** Runs timeouts. A thread of its own, since the other one may be blocked; the JDK's would keep the application in memory. */
    private final ScheduledExecutorService timeouts;

    private final Map<Topic, Map<String, Membership>> topics =
            new TreeMap<>((a, b) -> a.value().compareTo(b.value()));

    @Inject
    Presence(VolatileBus bus, Threads threads, Settings settings, @NodeClock Clock clock) {
        this.clock = clock;
        this.bus = bus;
        this.settings = settings.presence();
        this.thread = threads.ticker("sluice-presence");
        this.timeouts = threads.ticker("sluice-presence-timeouts");
    }

    @PreDestroy
    void close() {
        thread.shutdownNow();
        // not shutdownNow: waiting clients still get their timeout
        timeouts.shutdown();
    }

    /**
     * Gives a listener that makes a member present for the life of a subscription, and sends the current members to a subscriber
     * of the presence topic.
     *
     * @param member the member; empty for a subscription that makes no member present
     */
    public SubscriptionListener listener(Connection connection, Subscription subscription, Optional<Member> member) {
        Filters filters = subscription.filters();
        if (member.isEmpty() && !PresenceTopic.isAmong(filters)) {
            return SubscriptionListener.NOBODY;
        }
        member.ifPresent(present ->
                connection.requireSigns(settings.silence(), settings.grace().dividedBy(2)));
        return new PresenceListener(this, connection, filters, member);
    }

    /**
     * Checks the member of a subscription.
     *
     * @param filters the filters of the subscription
     * @throws dev.sluice.event.RejectedException if one of the filters is a pattern, or the state is invalid
     */
    public Member check(Member member, Filters filters) {
        if (filters.topics().isEmpty()) {
            throw PARAMETER_INVALID.because(
                    "a subscription that makes a member present must name topics only, and no patterns");
        }
        filters.topics().forEach(PresenceTopic::of);
        requireState(member.state());
        return member;
    }

    /** @throws dev.sluice.event.RejectedException {@code data-too-large} or {@code body-invalid} */
    void requireState(String state) {
        if (Text.utf8Length(state) > settings.maxBytes()) {
            throw DATA_TOO_LARGE.because("the state of a member must have at most " + settings.maxBytes() + " bytes");
        }
        Jsons.requireWhole(state, "the state of a member");
    }

    // on the thread of presence

    void join(Member member, ConnectionId connection, Topic topic) {
        Optional<Change> change;
        synchronized (this) {
            change = topics.computeIfAbsent(topic, t -> new TreeMap<>())
                    .computeIfAbsent(member.name(), name -> new Membership())
                    .join(member, connection);
        }
        change.ifPresent(kind -> publish(topic, kind, member));
    }

    void leave(String name, ConnectionId connection, Topic topic) {
        if (isNowAbsent(topic, name, connection)) {
            thread.schedule(
                    guarded(() -> removeIfStillAbsent(topic, name)),
                    settings.grace().toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private synchronized boolean isNowAbsent(Topic topic, String name, ConnectionId connection) {
        Membership membership = find(topic, name);
        return membership != null && membership.leave(connection);
    }

    private void removeIfStillAbsent(Topic topic, String name) {
        Member gone;
        synchronized (this) {
            Membership membership = find(topic, name);
            if (membership == null || !membership.isAbsenceOver(settings.grace())) {
                return;
            }
            gone = membership.member();
            topics.get(topic).remove(name);
            if (topics.get(topic).isEmpty()) {
                topics.remove(topic);
            }
        }
        publish(topic, Change.LEAVE, gone);
    }

    /** The caller holds the monitor. */
    private Membership find(Topic topic, String name) {
        return topics.getOrDefault(topic, Map.of()).get(name);
    }

    /**
     * Changes the state of the members that a connection makes present on a topic. The stage fails with {@code
     * connection-unknown} if it makes none present there, and with {@code journal-unavailable} if the change is not published in
     * time: an observer of the application can block the thread of presence.
     */
    public CompletionStage<Void> update(ConnectionId connection, Topic topic, String state) {
        requireState(state);
        try {
            CompletableFuture<Void> published =
                    CompletableFuture.runAsync(() -> publishChange(connection, topic, state), thread);
            Future<?> timeout = timeouts.schedule(
                    () -> published.completeExceptionally(timedOut()), TIMEOUT_SECONDS, TimeUnit.SECONDS);
            published.whenComplete((done, fault) -> timeout.cancel(false));
            return published;
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedStage(JOURNAL_UNAVAILABLE.because("the gateway is shutting down"));
        }
    }

    private static RejectedException timedOut() {
        return JOURNAL_UNAVAILABLE.because(
                "the change of presence was not published in time; it may still take effect");
    }

    private void publishChange(ConnectionId connection, Topic topic, String state) {
        List<Member> changed = changed(connection, topic, state);
        if (changed.isEmpty()) {
            throw CONNECTION_UNKNOWN.because("this connection makes no member present on this topic");
        }
        changed.forEach(member -> publish(topic, Change.UPDATE, member));
    }

    private synchronized List<Member> changed(ConnectionId connection, Topic topic, String state) {
        List<Member> changed = new ArrayList<>();
        for (Membership membership : topics.getOrDefault(topic, Map.of()).values()) {
            if (membership.hasConnection(connection)) {
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

    List<VolatileEvent> membersMatching(Filters filters) {
        return PresenceTopic.requested(filters, occupied()).stream()
                .map(topic -> PresenceTopic.present(topic, members(topic), clock.instant()))
                .toList();
    }

    private synchronized Set<Topic> occupied() {
        return Set.copyOf(topics.keySet());
    }

    private void publish(Topic topic, Change change, Member member) {
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
