package dev.sluice.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.TestSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Members of a topic, from their first connection to the end of their grace period. */
@Timeout(60)
class PresenceMembersTest {

    private static final Topic ROOM = new Topic("room");
    private static final ConnectionId FIRST = ConnectionId.of(1);
    private static final ConnectionId SECOND = ConnectionId.of(2);
    private static final Member ANN = new Member("ann", "{\"color\":\"red\"}");
    private static final Member BOB = new Member("bob", Member.NO_STATE);

    private final RecordingBus bus = new RecordingBus();
    private final Presence presence = new Presence(
            bus.bus(),
            new Threads(Thread::new),
            TestSettings.with(Map.of("sluice.presence.grace", "50ms", "sluice.presence.max-bytes", "20")),
            Clock.systemUTC());

    @AfterEach
    void close() {
        presence.close();
    }

    @Test
    void listsMembersByName() {
        presence.join(BOB, FIRST, ROOM);
        presence.join(ANN, SECOND, ROOM);
        assertThat(presence.members(ROOM)).containsExactly(ANN, BOB);
        assertThat(presence.members(new Topic("other"))).isEmpty();
    }

    @Test
    void publishesOneJoinForSeveralConnections() {
        presence.join(BOB, FIRST, ROOM);
        presence.join(BOB, SECOND, ROOM);
        assertThat(bus.texts()).hasSize(1).first().asString().startsWith("$presence/room join");
    }

    @Test
    void publishesALeaveAfterTheGracePeriodOfTheLastConnection() {
        presence.join(BOB, FIRST, ROOM);
        presence.join(BOB, SECOND, ROOM);
        presence.leave("bob", FIRST, ROOM);
        presence.leave("bob", SECOND, ROOM);
        assertThat(presence.members(ROOM)).containsExactly(BOB);
        await().until(() -> presence.members(ROOM).isEmpty());
        await().untilAsserted(() ->
                assertThat(bus.texts()).hasSize(2).last().asString().startsWith("$presence/room leave"));
    }

    @Test
    void changesTheStateOfAMemberByItsOwnConnectionOnly() {
        presence.join(ANN, FIRST, ROOM);
        presence.update(FIRST, ROOM, "1").toCompletableFuture().join();
        assertThat(presence.members(ROOM)).containsExactly(new Member("ann", "1"));
        assertThat(bus.texts())
                .last()
                .asString()
                .startsWith("$presence/room update")
                .contains("1");
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() ->
                        presence.update(SECOND, ROOM, "2").toCompletableFuture().join())
                .havingCause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection()).isEqualTo(Rejection.CONNECTION_UNKNOWN));
    }

    @Test
    void refusesMembersThatCannotBePresent() {
        assertRejected(Rejection.PARAMETER_INVALID, ANN, "rooms/*");
        assertRejected(Rejection.TOPIC_INVALID, ANN, "$presence/room");
        assertRejected(Rejection.DATA_TOO_LARGE, new Member("ann", "\"" + "x".repeat(20) + "\""), "room");
        assertThat(presence.check(ANN, Filters.of(List.of("room", "hall")))).isEqualTo(ANN);
    }

    private void assertRejected(Rejection rejection, Member member, String filter) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> presence.check(member, Filters.of(List.of(filter))))
                .satisfies(refused -> assertThat(refused.rejection()).isEqualTo(rejection));
    }

    @Test
    void tellsASubscriberOfEmptyTopicsOnlyIfItNamesThem() {
        presence.join(ANN, FIRST, ROOM);
        assertThat(presence.membersMatching(Filters.of(List.of("$presence/empty", "$presence/**"))))
                .extracting(event -> event.topic().value())
                .containsExactly("$presence/empty", "$presence/room");
    }
}
