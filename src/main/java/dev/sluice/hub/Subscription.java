package dev.sluice.hub;

import dev.sluice.event.Filters;

/**
 * What a client asks for.
 *
 * @param name by which the client tells its subscriptions apart; one per connection
 */
public record Subscription(String name, Filters filters, Start start) {}
