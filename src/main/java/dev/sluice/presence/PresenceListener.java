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

/** Makes the member of one subscription present, and sends the current members to its subscriber. */
final class PresenceListener implements SubscriptionListener {

    private final Presence presence;
    private final Connection connection;
    private final Filters filters;
    private final Optional<Member> member;

    // confined to the thread of presence
    private final Set<Topic> joined = new HashSet<>();
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
        member.ifPresent(present -> presence.run(() -> join(present)));
        return presence.membersMatching(filters);
    }

    /** Joins the topics that are still allowed; none if the subscription has already ended. */
    private void join(Member present) {
        filters.topics().stream().filter(allowed).forEach(topic -> {
            joined.add(topic);
            presence.join(present, connection.id(), topic);
        });
    }

    /** A member that may no longer read a topic leaves it. */
    @Override
    public void restricted(Predicate<Topic> readable) {
        member.ifPresent(present -> presence.run(() -> leaveAllBut(readable, present)));
    }

    @Override
    public void over() {
        member.ifPresent(present -> presence.run(() -> {
            leaveAllBut(topic -> false, present);
            over = true;
        }));
    }

    private void leaveAllBut(Predicate<Topic> readable, Member present) {
        if (over) {
            return;
        }
        allowed = readable;
        Set<Topic> left = new HashSet<>(joined);
        left.removeIf(readable);
        joined.removeAll(left);
        left.forEach(topic -> presence.leave(present.name(), connection.id(), topic));
    }
}
