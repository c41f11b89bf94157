package dev.sluice.hub;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.log.LogMessage;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * One client. It has an outlet, subscriptions, and one thread at a time that writes: each source that has something to
 * say gets one helping in its turn.
 *
 * <p>Any thread may call the public methods; none of them blocks on the client. The monitor guards the queue of sources
 * and the subscriptions, and is never held while writing.
 */
public final class Connection {

    private static final Logger LOG = System.getLogger(Connection.class.getName());

    /** So many in one turn: who has much to catch up with stands in line again. */
    private static final int HELPINGS = 16;

    /** A number inside, which takes a tenth of the room of its text. */
    private final ConnectionId id;

    private final Outlet outlet;
    private final ConnectionOwner owner;
    private final Hub hub;

    /** Each source stands here once at most. */
    private final Queue<OutboundSource> ready = new ArrayDeque<>(2);

    private final Map<String, Subscriber> subscribers = new LinkedHashMap<>(2);
    private final ControlMessages controlMessages = new ControlMessages(this);
    private boolean writing;
    private boolean closed;

    private boolean endAnnounced;

    /** Null as long as everything that the subscriptions ask for may be read. */
    private volatile Restriction restriction;

    /** None as long as nobody needs to know whether the client is there. */
    private volatile Liveness liveness;

    /**
     * When the last write began, by the ticker's clock, whose times are odd: even when it has ended, 0 before the first. One
     * number for both, since there are many connections.
     */
    private volatile long lastWrite;

    private long heartbeatDue;

    Connection(ConnectionId id, Outlet outlet, ConnectionOwner owner, Hub hub) {
        this.id = id;
        this.outlet = outlet;
        this.owner = owner;
        this.hub = hub;
    }

    /** Something that the door says to its client, in turn with the events. */
    @FunctionalInterface
    public interface Message {
        void write() throws IOException;
    }

    public ConnectionId id() {
        return id;
    }

    /**
     * Adds a subscription, whose first word and events follow by themselves.
     *
     * @param start where it starts, as {@link Hub#locate} has found
     * @throws RejectedException if there is one of this name
     */
    public void subscribe(Subscription subscription, ResolvedStart start) {
        subscribe(subscription, start, SubscriptionListener.NOBODY);
    }

    /** As the other one, with somebody who goes along. */
    public void subscribe(Subscription subscription, ResolvedStart start, SubscriptionListener listener) {
        Subscriber subscriber = new Subscriber(this, subscription, start, listener, hub);
        synchronized (this) {
            if (closed) {
                return;
            }
            if (subscribers.putIfAbsent(subscription.name(), subscriber) != null) {
                throw Rejection.SUBSCRIPTION_EXISTS.because("there is a subscription of this name");
            }
        }
        hub.index(subscriber);
        if (subscriber.isCancelled()) {
            // in between: whoever cancelled it could not find it in the index yet
            hub.forget(subscriber);
        }
        say(subscriber::open);
    }

    public synchronized boolean isClosed() {
        return closed;
    }

    public synchronized boolean hasSubscription(String name) {
        return subscribers.containsKey(name);
    }

    /** @throws RejectedException if there is none of this name */
    public void unsubscribe(String name) {
        Subscriber subscriber;
        synchronized (this) {
            subscriber = subscribers.remove(name);
        }
        if (subscriber == null) {
            throw Rejection.SUBSCRIPTION_UNKNOWN.because("there is no subscription of this name");
        }
        letGo(subscriber);
    }

    private void letGo(Subscriber subscriber) {
        subscriber.cancel();
        hub.forget(subscriber);
    }

    /** Nothing will come for the subscription any more: its name is free again. */
    void release(Subscriber subscriber) {
        synchronized (this) {
            subscribers.remove(subscriber.subscription().name(), subscriber);
        }
        letGo(subscriber);
    }

    /** The client has been told that nothing will come for the subscription any more. */
    void finish(Subscriber subscriber) {
        if (outlet.endsWith(subscriber.subscription())) {
            close(CloseCause.COMPLETE);
        }
    }

    public ConnectionOwner owner() {
        return owner;
    }

    public String protocol() {
        return outlet.protocol();
    }

    /** The filters of all subscriptions. */
    public synchronized List<Filters> filters() {
        return subscribers.values().stream().map(Subscriber::filters).toList();
    }

    /** From now on each event is asked about before it is delivered; what may not be read counts as delivered. */
    public void restrict(Predicate<Topic> mayBeRead) {
        synchronized (this) {
            if (isDismissed()) {
                return;
            }
            restriction = Restriction.to(mayBeRead);
        }
        all().forEach(subscriber -> subscriber.restricted(mayBeRead));
    }

    boolean isRestricted() {
        return restriction != null;
    }

    /** Whether events of a topic are delivered, as far as its client's rights go. */
    public boolean mayRead(Topic topic) {
        Restriction now = restriction;
        return now == null || now.readable().test(topic);
    }

    /** Tells the client once that it will be sent away. */
    public void announceEnd(Duration left) {
        synchronized (this) {
            if (endAnnounced) {
                return;
            }
            endAnnounced = true;
        }
        controlMessages.notice(() -> outlet.expiring(left.toSeconds()));
    }

    /** The end that has been announced is not to be. */
    public synchronized void recallEnd() {
        endAnnounced = false;
    }

    /** Says something that is no answer. */
    public void tell(RejectedException why) {
        controlMessages.notice(() -> outlet.error(why));
    }

    /**
     * Sends the client away with a last word. No event is delivered any more; a client that does not take the word is cut
     * off a second later.
     */
    public void dismiss(CloseCause cause, RejectedException lastWord) {
        synchronized (this) {
            if (closed || isDismissed()) {
                return;
            }
            restriction = Restriction.dismissed(cause);
        }
        say(() -> {
            outlet.error(lastWord);
            close(cause);
        });
    }

    /**
     * Tells the client when to come back, and closes. What comes before that word in its turn is still delivered; what does
     * not has not been seen, and the client asks for it when it resumes.
     */
    void sendAway() {
        say(() -> {
            outlet.farewell();
            close(CloseCause.DRAIN);
        });
    }

    /** Whether it is closed, or will be as soon as its client has been told. */
    public synchronized boolean isLeaving() {
        return closed || isDismissed();
    }

    private boolean isDismissed() {
        return restriction != null && restriction.dismissal().isPresent();
    }

    /** A client that does not take its last word is cut off when the ticker comes by once more. */
    private void cutOffIfOverdue() {
        synchronized (this) {
            if (!isDismissed()) {
                return;
            }
            if (!restriction.overdue()) {
                restriction = restriction.seenOnceMore();
                return;
            }
        }
        close(restriction.dismissal().orElseThrow());
    }

    /**
     * From now on the connection is closed when nothing has been heard of its client for so long, although it was asked.
     *
     * @param pulse how often the client hears something at least, by which it shows whether it has closed its end
     */
    public void requireSigns(Duration silence, Duration pulse) {
        liveness = new Liveness(silence, pulse, hub.now());
    }

    /** A sign of life. */
    public void heard() {
        Liveness required = liveness;
        if (required != null) {
            required.heard(hub.now());
        }
    }

    /**
     * The door is busy with what the client has said, for which it may have to wait: until it is ready to hear more, which is
     * another sign of life, the client is not taken for silent.
     */
    public void hearing() {
        Liveness required = liveness;
        if (required != null) {
            required.busy();
        }
    }

    public synchronized int subscriptions() {
        return subscribers.size();
    }

    /** By how many events that subscription is behind which is most. */
    public long lag() {
        return all().stream().mapToLong(Subscriber::lag).max().orElse(0);
    }

    /** How far each subscription has got. */
    public List<SubscriptionStatus> readings() {
        boolean busy = isBusy();
        return all().stream().map(subscriber -> subscriber.reading(busy)).toList();
    }

    private synchronized boolean isBusy() {
        return writing;
    }

    /** The outlet, for one write, whose time is taken from now on; what was read for it does not count. */
    Outlet beginWrite() {
        lastWrite = hub.now();
        return outlet;
    }

    /** The client has taken what was written: what follows is not its time. */
    void endWrite() {
        long began = lastWrite;
        if (isUnderWay(began)) {
            lastWrite = began - 1;
        }
    }

    private static boolean isUnderWay(long write) {
        return (write & 1) == 1;
    }

    /** How long ago the last write began; none before the first. */
    public Optional<Duration> sinceLastWrite() {
        long began = lastWrite;
        return began == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, hub.now() - began)));
    }

    /** For how long the client has kept a write waiting; nothing if there is none. */
    public Duration stalled() {
        return Duration.ofNanos(writingFor(hub.now()));
    }

    /** Says something in turn. The door sees to it that a client which does not listen cannot queue up without bound. */
    public void say(Message message) {
        controlMessages.say(message);
    }

    void signal(OutboundSource source) {
        synchronized (this) {
            if (closed) {
                return;
            }
            if (!source.isReady) {
                source.isReady = true;
                ready.add(source);
            }
            if (writing) {
                return;
            }
            writing = true;
        }
        hub.write(this);
    }

    /** Writes until nothing is left to say, or others are to have their turn; one thread at a time. */
    void write() {
        try {
            for (int helpings = 0; helpings < HELPINGS; helpings++) {
                OutboundSource next = next();
                if (next == null) {
                    return;
                }
                boolean more = next.write();
                endWrite();
                if (more) {
                    signal(next);
                }
            }
            hub.write(this);
        } catch (IOException e) {
            close(CloseCause.CLIENT_GONE);
            LOG.log(
                    Level.DEBUG,
                    LogMessage.of("a client has gone").with("connection", id()).with("cause", e.getMessage()));
        } catch (RejectedException e) {
            close(CloseCause.JOURNAL_UNAVAILABLE);
        } catch (RuntimeException | Error e) {
            close(CloseCause.INTERNAL_ERROR);
            LOG.log(
                    Level.ERROR,
                    () -> LogMessage.of("a connection failed")
                            .with("connection", id())
                            .toString(),
                    e);
        }
    }

    private synchronized OutboundSource next() {
        if (closed || ready.isEmpty()) {
            writing = false;
            return null;
        }
        OutboundSource next = ready.remove();
        next.isReady = false;
        return next;
    }

    private void writeAsk() throws IOException {
        if (!beginWrite().ask()) {
            close(CloseCause.RENEWAL);
        }
    }

    void writeHeartbeat() throws IOException {
        Map<Subscription, Cursor> cursors = new LinkedHashMap<>();
        for (Subscriber subscriber : all()) {
            subscriber.checkedUpTo().ifPresent(cursor -> cursors.put(subscriber.subscription(), cursor));
        }
        beginWrite().heartbeat(cursors);
    }

    /** Ends the connection; what has not been written is not written any more. The second call does nothing. */
    public void close(CloseCause cause) {
        List<Subscriber> leaving;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            leaving = List.copyOf(subscribers.values());
            subscribers.clear();
            ready.clear();
        }
        controlMessages.forget();
        leaving.forEach(Subscriber::cancel);
        leaving.forEach(hub::forget);
        hub.forget(this, cause);
        owner.over();
        hub.close(() -> outlet.close(cause));
    }

    /** State of the ticker alone: heartbeats for quiet clients, and the limit of a write. */
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
        cutOffIfOverdue();
        all().forEach(Subscriber::dropWhatTheTailHasLetGo);
    }

    /** For how long the client has kept a write waiting: nothing if there is none, or if it is being closed. */
    synchronized long writingFor(long now) {
        long since = lastWrite;
        return closed || !isUnderWay(since) ? 0 : now - since;
    }

    private synchronized List<Subscriber> all() {
        return List.copyOf(subscribers.values());
    }
}
