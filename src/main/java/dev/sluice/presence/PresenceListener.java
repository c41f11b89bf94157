package dev.sluice.presence;

import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.Topic;
import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.Connection;
import dev.sluice.hub.SubscriptionListener;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Goes along with one subscription: makes its member present, and tells its subscriber who else is. */
final class PresenceListener implements SubscriptionListener {

    private final Presence presence;
    private final Connection connection;
    private final Filters filters;
    private final Optional<Member> member;

    // of the thread of presence
    private final Set<Topic> entered = new HashSet<>();
    private Predicate<Topic> allowed = topic -> true;
    private boolean over;

    PresenceListener(Presence presence, Connection connection, Filters filters, Optional<Member> member) {
        this.presence = presence;
        this.connection = connection;
        this.filters = filters;
        this.member = member;
    }

    @Override
    public List<VolatileEvent> greeting() {
        member.ifPresent(present -> presence.run(() -> enter(present)));
        return presence.whoIsThere(filters);
    }

    /** The subscription may have ended before it was to enter. */
    private void enter(Member present) {
        filters.topics().stream().filter(allowed).forEach(topic -> {
            entered.add(topic);
            presence.enter(present, connection.id(), topic);
        });
    }

    /** A member that may no longer read a topic leaves it. */
    @Override
    public void restricted(Predicate<Topic> readable) {
        member.ifPresent(present -> presence.run(() -> stayWhere(readable, present)));
    }

    @Override
    public void over() {
        member.ifPresent(present -> presence.run(() -> {
            stayWhere(topic -> false, present);
            over = true;
        }));
    }

    private void stayWhere(Predicate<Topic> readable, Member present) {
        if (over) {
            return;
        }
        allowed = readable;
        Set<Topic> left = new HashSet<>(entered);
        left.removeIf(readable);
        entered.removeAll(left);
        left.forEach(topic -> presence.leave(present.name(), connection.id(), topic));
    }
}
