package dev.sluice.presence;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A member on a topic, by one connection or several. Guarded by its user. */
final class Membership {

    private Member member;

    /** How many subscriptions of each connection make it present. */
    private final Map<ConnectionId, Integer> connections = new HashMap<>(2);

    /** Since when there is none; 0 while there is one. */
    private long awaySince;

    Member member() {
        return member;
    }

    /** Gives what there is to tell: nothing if it had just been away, and has not changed. */
    Optional<Change> enter(Member entering, ConnectionId connection) {
        // a connection without a state does not erase that of another one, such as a second tab
        Member newMember = member != null && entering.state().equals(Member.NO_STATE) ? member : entering;
        Optional<Change> change = member == null
                ? Optional.of(Change.JOIN)
                : member.equals(newMember) ? Optional.empty() : Optional.of(Change.UPDATE);
        member = newMember;
        connections.merge(connection, 1, Integer::sum);
        awaySince = 0;
        return change;
    }

    /** Gives whether the member is absent now. */
    boolean leave(ConnectionId connection) {
        connections.computeIfPresent(connection, (c, count) -> count == 1 ? null : count - 1);
        if (connections.isEmpty() && awaySince == 0) {
            awaySince = System.nanoTime() | 1;
            return true;
        }
        return false;
    }

    boolean isOverdue(Duration grace) {
        return awaySince != 0 && System.nanoTime() - awaySince >= grace.toNanos();
    }

    boolean isBy(ConnectionId connection) {
        return connections.containsKey(connection);
    }

    Member change(String state) {
        member = new Member(member.name(), state);
        return member;
    }
}
