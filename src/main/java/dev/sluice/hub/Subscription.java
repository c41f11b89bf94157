package dev.sluice.hub;

import dev.sluice.event.Filters;

/**
 * A subscription of a client.
 *
 * @param name its name, unique within the connection
 * @param format the format of its events: a term of its outlet, which the hub passes on
 * @param conflate whether a slow client receives only the newest volatile event of each key
 */
public record Subscription(String name, Filters filters, Start start, String format, boolean conflate) {

    public Subscription(String name, Filters filters, Start start) {
        this(name, filters, start, "", false);
    }
}
