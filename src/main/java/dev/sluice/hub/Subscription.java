package dev.sluice.hub;

import dev.sluice.event.Filters;

/**
 * What a client asks for.
 *
 * @param name by which the client tells its subscriptions apart; one per connection
 * @param format in which its client wants the events: a word of its outlet, which the hub passes on
 * @param conflate whether of the volatile events that it is too slow for it gets the newest of each subject
 */
public record Subscription(String name, Filters filters, Start start, String format, boolean conflate) {

    public Subscription(String name, Filters filters, Start start) {
        this(name, filters, start, "", false);
    }
}
