package dev.sluice.hub;

import static dev.sluice.event.Rejection.SUBSCRIPTION_EXISTS;
import static dev.sluice.event.Rejection.SUBSCRIPTION_UNKNOWN;

import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The subscribers of one connection by the names of their subscriptions, which it keeps in the index of topics as well. Any
 * thread may call; the monitor guards the map.
 */
final class Subscriptions {

    private final TopicIndex<BacklogSource> index;
    private final Map<String, Subscriber> subscribers = new LinkedHashMap<>(2);
    private boolean closed;

    Subscriptions(TopicIndex<BacklogSource> index) {
        this.index = index;
    }

    /**
     * Adds a subscriber, unless the connection has closed.
     *
     * @return whether it was added
     * @throws RejectedException {@code subscription-exists} if there is a subscription of this name
     */
    boolean add(Subscriber subscriber) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            if (subscribers.putIfAbsent(subscriber.subscription().name(), subscriber) != null) {
                throw SUBSCRIPTION_EXISTS.because("there is a subscription of this name");
            }
        }
        index.add(subscriber.filters(), subscriber);
        if (subscriber.isCancelled()) {
            // a concurrent cancellation could not find the subscriber in the index yet
            removeFromIndex(subscriber);
        }
        return true;
    }

    /** @throws RejectedException {@code subscription-unknown} if there is no subscription of this name */
    void cancel(String name) {
        Subscriber subscriber;
        synchronized (this) {
            subscriber = subscribers.remove(name);
        }
        if (subscriber == null) {
            throw SUBSCRIPTION_UNKNOWN.because("there is no subscription of this name");
        }
        subscriber.cancel();
        removeFromIndex(subscriber);
    }

    void cancel(Subscriber subscriber) {
        synchronized (this) {
            subscribers.remove(subscriber.subscription().name(), subscriber);
        }
        subscriber.cancel();
        removeFromIndex(subscriber);
    }

    /** Cancels all subscriptions; none is added after this. */
    void close() {
        List<Subscriber> leaving;
        synchronized (this) {
            closed = true;
            leaving = all();
            subscribers.clear();
        }
        leaving.forEach(Subscriber::cancel);
        leaving.forEach(this::removeFromIndex);
    }

    private void removeFromIndex(Subscriber subscriber) {
        index.remove(subscriber.filters(), subscriber);
    }

    synchronized boolean contains(String name) {
        return subscribers.containsKey(name);
    }

    synchronized int size() {
        return subscribers.size();
    }

    synchronized List<Filters> filters() {
        return subscribers.values().stream().map(Subscriber::filters).toList();
    }

    synchronized List<Subscriber> all() {
        return List.copyOf(subscribers.values());
    }
}
