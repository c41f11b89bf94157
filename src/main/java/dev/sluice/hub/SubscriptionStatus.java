package dev.sluice.hub;

import dev.sluice.event.Cursor;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a subscription has got, at the moment of looking.
 *
 * @param begin where it began: what stands up to here was not to come
 * @param cursor everything that matches up to here has been written
 * @param live whether events come to it by themselves; if not, it reads from the journal
 * @param backlog how many events wait in memory
 * @param lag by how many events it is behind: live, those that match; else all that it has to look through
 * @param since when the oldest of these was published; none if it is not behind, or if memory does not know
 */
public record SubscriptionStatus(
        Subscription subscription,
        Cursor begin,
        Cursor cursor,
        boolean live,
        int backlog,
        long lag,
        Optional<Instant> since) {}
