package dev.sluice.presence;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Member;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The membership of one member on one topic, by one or more connections. Not thread-safe. */
final class Membership {

    private Member member;

    /** The number of subscriptions of each connection that make the member present. */
    private final Map<ConnectionId, Integer> connections = new HashMap<>(2);

    /** The start of the absence in nanoseconds; 0 while a connection makes the member present. */
    private long absentSince;

    Member member() {
        return member;
    }

    /** Adds a connection. Gives the change to publish; empty for a member with the same state who is or was just present. */
    Optional<Change> join(Member joining, ConnectionId connection) {
        // a connection without a state, such as a second tab, must not erase the state of another one
        Member newMember = member != null && joining.state().equals(Member.NO_STATE) ? member : joining;
        Optional<Change> change = member == null
                ? Optional.of(Change.JOIN)
                : member.equals(newMember) ? Optional.empty() : Optional.of(Change.UPDATE);
        member = newMember;
        connections.merge(connection, 1, Integer::sum);
        absentSince = 0;
        return change;
    }

    /** Removes a connection. Gives whether the member has become absent. */
    boolean leave(ConnectionId connection) {
        connections.computeIfPresent(connection, (c, count) -> count == 1 ? null : count - 1);
        if (connections.isEmpty() && absentSince == 0) {
            absentSince = System.nanoTime() | 1;
            return true;
        }
        return false;
    }

    boolean isAbsenceOver(Duration grace) {
        return absentSince != 0 && System.nanoTime() - absentSince >= grace.toNanos();
    }

    boolean hasConnection(ConnectionId connection) {
        return connections.containsKey(connection);
    }

    Member change(String state) {
        member = new Member(member.name(), state);
        return member;
    }
}
