package dev.sluice.hub;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * One client: its outlet, its subscriptions and its {@link OutboundQueue}, by which one thread at a time writes.
 *
 * <p>Any thread may call the public methods; none of them blocks on the client.
 */
public final class Connection extends OutboundQueue {

    /** A number, which takes a tenth of the memory of its text. */
    private final ConnectionId id;

    private final ConnectionOwner owner;
    private final HubContext hub;
    private final ConnectionListener listener;

    private final Subscriptions subscriptions;
    private final ControlMessages controlMessages = new ControlMessages(this);
    private final ReadAccess access = new ReadAccess();

    /** Null unless the client has to give signs of life. */
    private volatile Liveness liveness;

    /** 0 before the first tick. Used by the ticker alone. */
    private long heartbeatDue;

    /** @param listener called when the connection has closed */
    Connection(ConnectionId id, Outlet outlet, ConnectionOwner owner, HubContext hub, ConnectionListener listener) {
        super(outlet);
        this.id = id;
        this.owner = owner;
        this.hub = hub;
        this.listener = listener;
        this.subscriptions = new Subscriptions(hub.index());
    }

    /** Something that the door says to its client, in turn with the events. */
    @FunctionalInterface
    public interface Message {
        void write() throws IOException;
    }

    @Override
    public ConnectionId id() {
        return id;
    }

    public ConnectionOwner owner() {
        return owner;
    }

    public String protocol() {
        return outlet().protocol();
    }

    @Override
    void schedule() {
        hub.writers().add(this);
    }

    /**
     * Adds a subscription. Its first message and its events follow without another call.
     *
     * @param start the start of the subscription, as {@link Hub#locate} has found it
     * @throws RejectedException {@code subscription-exists} if the connection has a subscription of this name
     */
    public void subscribe(Subscription subscription, ResolvedStart start) {
        subscribe(subscription, start, SubscriptionListener.NOBODY);
    }

    /** Adds a subscription with a listener. */
    public void subscribe(Subscription subscription, ResolvedStart start, SubscriptionListener subscriptionListener) {
        Subscriber subscriber = new Subscriber(this, subscription, start, subscriptionListener, hub);
        if (subscriptions.add(subscriber)) {
            say(() -> subscriber.open(start));
        }
    }

    /** @throws RejectedException {@code subscription-unknown} if the connection has no subscription of this name */
    public void unsubscribe(String name) {
        subscriptions.cancel(name);
    }

    /** Removes a subscription that has reached its end, so that its name is free again. */
    void release(Subscriber subscriber) {
        subscriptions.cancel(subscriber);
    }

    /** Closes the connection if it ends with this subscription, after the client has been told that all topics are complete. */
    void finish(Subscriber subscriber) {
        if (outlet().endsWith(subscriber.subscription())) {
            close(CloseCause.COMPLETE);
        }
    }

    public boolean hasSubscription(String name) {
        return subscriptions.contains(name);
    }

    public int subscriptions() {
        return subscriptions.size();
    }

    /** The filters of all subscriptions. */
    public List<Filters> filters() {
        return subscriptions.filters();
    }

    /** Restricts the client to some topics from now on. Events of other topics count as delivered. */
    public void restrict(Predicate<Topic> mayBeRead) {
        if (access.restrict(mayBeRead)) {
            subscriptions.all().forEach(subscriber -> subscriber.restricted(mayBeRead));
        }
    }

    boolean isRestricted() {
        return access.isRestricted();
    }

    /** Whether the client's rights allow it to read events of a topic. */
    public boolean mayRead(Topic topic) {
        return access.mayRead(topic);
    }

    /** Tells the client once that it will be disconnected. */
    public void announceEnd(Duration left) {
        controlMessages.announceEnd(() -> outlet().expiring(left.toSeconds()));
    }

    /** Cancels the announced end: a later one is announced again. */
    public void recallEnd() {
        controlMessages.recallEnd();
    }

    /** Sends an error that does not answer a request. */
    public void tell(RejectedException why) {
        controlMessages.notice(() -> outlet().error(why));
    }

    /**
     * Disconnects the client after a last error message. No event is delivered any more. A client that does not take the
     * message is cut off about a second later.
     */
    public void dismiss(CloseCause cause, RejectedException lastWord) {
        if (isClosed() || !access.dismiss(cause)) {
            return;
        }
        say(() -> {
            outlet().error(lastWord);
            close(cause);
        });
    }

    /**
     * Tells the client when to reconnect, and closes. Events queued before that message are still delivered; later ones reach
     * the client when it resumes.
     */
    void sendAway() {
        say(() -> {
            outlet().farewell();
            close(CloseCause.DRAIN);
        });
    }

    /** Whether the connection is closed, or will be after its last message. */
    public boolean isLeaving() {
        return isClosed() || access.isDismissed();
    }

    /**
     * Has the connection closed when its client has been silent for too long although it was pinged.
     *
     * @param pulse the longest time between two heartbeats: the failing write shows whether the client has closed its end
     */
    public void requireSigns(Duration silence, Duration pulse) {
        liveness = new Liveness(silence, pulse, NanoClock.now());
    }

    /** Records a sign of life. */
    public void heard() {
        Liveness required = liveness;
        if (required != null) {
            required.heard(NanoClock.now());
        }
    }

    /**
     * Pauses the check for signs of life until the next {@link #heard}: the door is busy with a message of the client, and
     * cannot receive another one meanwhile.
     */
    public void hearing() {
        Liveness required = liveness;
        if (required != null) {
            required.busy();
        }
    }

    /** The lag of the subscription that is furthest behind, in events. */
    public long lag() {
        return subscriptions.all().stream().mapToLong(Subscriber::lag).max().orElse(0);
    }

    /** The status of each subscription. */
    public List<SubscriptionStatus> readings() {
        boolean busy = isBusy();
        return subscriptions.all().stream()
                .map(subscriber -> subscriber.status(busy))
                .toList();
    }

    /** Queues a message. The door bounds the number of messages for a client that does not read. */
    public void say(Message message) {
        controlMessages.say(message);
    }

    void writeHeartbeat() throws IOException {
        Map<Subscription, Cursor> cursors = new LinkedHashMap<>();
        for (Subscriber subscriber : subscriptions.all()) {
            subscriber.checkedUpTo().ifPresent(cursor -> cursors.put(subscriber.subscription(), cursor));
        }
        beginWrite().heartbeat(cursors);
    }

    private void writeAsk() throws IOException {
        if (!beginWrite().ask()) {
            close(CloseCause.RENEWAL);
        }
    }

    /** Closes the connection and discards what has not been written. The second call does nothing. */
    @Override
    public void close(CloseCause cause) {
        if (!end()) {
            return;
        }
        controlMessages.forget();
        subscriptions.close();
        listener.closed(this, cause);
        owner.over();
        hub.closers().add(() -> outlet().close(cause));
    }

    /** Writes due heartbeats and pings, and closes the connection of a silent or slow client. The ticker calls. */
    void tick(long now, long nextHeartbeat, long writeTimeout) {
        Liveness required = liveness;
        if (required != null) {
            heartbeatDue = Math.min(heartbeatDue, required.nextPulse(now));
        }
        if (heartbeatDue == 0) {
            heartbeatDue = nextHeartbeat;
        } else if (now >= heartbeatDue) {
            heartbeatDue = nextHeartbeat;
            controlMessages.wantHeartbeat();
        }
        if (required != null && required.areMissing(now)) {
            close(CloseCause.CLIENT_GONE);
        } else if (required != null && required.areDue(now)) {
            say(this::writeAsk);
        }
        if (writingFor(now) > writeTimeout) {
            close(CloseCause.TOO_SLOW);
        }
        owner.tick(this);
        access.overdue().ifPresent(this::close);
        subscriptions.all().forEach(Subscriber::dropEvicted);
    }
}
