package dev.sluice.presence;

import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.VolatileEvent;
import dev.sluice.hub.Attendant;
import dev.sluice.hub.Connection;
import java.util.List;
import java.util.Optional;

/** Goes along with one subscription: makes its member present, and tells its subscriber who else is. */
final class Attending implements Attendant {

    private final Presence presence;
    private final Connection connection;
    private final Filters filters;
    private final Optional<Member> member;

    // of the thread of presence
    private boolean entered;
    private boolean over;

    Attending(Presence presence, Connection connection, Filters filters, Optional<Member> member) {
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
        if (!over) {
            entered = true;
            filters.topics().forEach(topic -> presence.enter(present, connection.id(), topic));
        }
    }

    @Override
    public void over() {
        member.ifPresent(present -> presence.run(() -> leave(present)));
    }

    private void leave(Member present) {
        over = true;
        if (entered) {
            filters.topics().forEach(topic -> presence.leave(present.name(), connection.id(), topic));
        }
    }
}
