package dev.sluice.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Member;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class MembershipTest {

    private static final ConnectionId FIRST = ConnectionId.of(1);
    private static final ConnectionId SECOND = ConnectionId.of(2);
    private static final Member RED = new Member("ann", "\"red\"");
    private static final Member BLUE = new Member("ann", "\"blue\"");
    private static final Member STATELESS = new Member("ann", Member.NO_STATE);

    private final Membership membership = new Membership();

    @Test
    void joinsOnceAndThenUpdates() {
        assertThat(membership.join(RED, FIRST)).contains(Change.JOIN);
        assertThat(membership.join(RED, SECOND)).isEmpty();
        assertThat(membership.join(BLUE, SECOND)).contains(Change.UPDATE);
        assertThat(membership.member()).isEqualTo(BLUE);
    }

    @Test
    void keepsItsStateWhenASecondTabHasNone() {
        membership.join(RED, FIRST);
        assertThat(membership.join(STATELESS, SECOND)).isEmpty();
        assertThat(membership.member()).isEqualTo(RED);
    }

    @Test
    void isAbsentAfterAllSubscriptionsOfAllConnectionsHaveEnded() {
        membership.join(RED, FIRST);
        membership.join(RED, FIRST);
        membership.join(RED, SECOND);
        assertThat(membership.leave(FIRST)).isFalse();
        assertThat(membership.hasConnection(FIRST)).isTrue();
        assertThat(membership.leave(FIRST)).isFalse();
        assertThat(membership.hasConnection(FIRST)).isFalse();
        assertThat(membership.isAbsenceOver(Duration.ZERO)).isFalse();
        assertThat(membership.leave(SECOND)).isTrue();
        assertThat(membership.leave(SECOND)).as("a second time").isFalse();
        assertThat(membership.isAbsenceOver(Duration.ZERO)).isTrue();
        assertThat(membership.isAbsenceOver(Duration.ofHours(1))).isFalse();
    }

    @Test
    void returnsWithoutAChangeDuringItsAbsence() {
        membership.join(RED, FIRST);
        membership.leave(FIRST);
        assertThat(membership.join(RED, SECOND)).isEmpty();
        assertThat(membership.isAbsenceOver(Duration.ZERO)).isFalse();
    }
}
