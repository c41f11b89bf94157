package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DraftTest {

    private static final Draft DRAFT = new Draft(new Topic("orders/42"), Payload.text(ContentType.JSON, "{}"));

    private static final Trace TRACE = Trace.of(
                    Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"), Optional.empty())
            .orElseThrow();

    private static Event journaled(Draft draft) {
        return new Event(new Cursor("e", 1), Instant.EPOCH, draft.content(), draft.options());
    }

    @Test
    void keepsEverythingElseWhenOneThingChanges() {
        ConnectionId connection = ConnectionId.of(7);
        Draft draft = DRAFT.withType(new EventType("paid"))
                .about(new EventKey("k"))
                .tracedBy(TRACE)
                .withKey(new IdempotencyKey("once"))
                .withTtl(Duration.ofSeconds(5))
                .notTo(connection)
                .expecting(Precondition.NEW_TOPIC)
                .completing()
                .withPayload(Payload.text(ContentType.TEXT, "new"));
        assertThat(draft.topic()).isEqualTo(new Topic("orders/42"));
        assertThat(draft.payload().text()).isEqualTo("new");
        assertThat(draft.content().type()).isEqualTo(new EventType("paid"));
        assertThat(draft.content().attributes().isTrace()).isTrue();
        assertThat(draft.key()).hasValue(new IdempotencyKey("once"));
        assertThat(draft.precondition()).hasValue(Precondition.NEW_TOPIC);
        assertThat(draft.options())
                .isEqualTo(new DeliveryOptions(Duration.ofSeconds(5), true, Optional.of(connection)));
        assertThat(DRAFT.options().areUsual()).isTrue();
    }

    @Test
    void appliesAChangeOnlyWithItsValue() {
        assertThat(DRAFT.given(Optional.<EventType>empty(), Draft::withType)).isSameAs(DRAFT);
        assertThat(DRAFT.given(Optional.of(new EventType("a")), Draft::withType))
                .isEqualTo(DRAFT.withType(new EventType("a")));
    }

    @Test
    void refusesTopicsOfTheGateway() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> new Draft(new Topic("$sys/node"), Payload.text(ContentType.TEXT, "")))
                .withMessageContaining("$sys/node")
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.TOPIC_INVALID));
    }

    /** A retry of a publisher has a new trace, and often a new time to live. */
    @Test
    void isTheSameContentWithAnotherTraceOrTimeToLive() {
        assertThat(DRAFT.sameContentAs(journaled(DRAFT.tracedBy(TRACE).withTtl(Duration.ofSeconds(1)))))
                .isTrue();
        assertThat(DRAFT.tracedBy(TRACE).sameContentAs(DRAFT)).isTrue();
    }

    static Stream<UnaryOperator<Draft>> changes() {
        return Stream.of(
                draft -> draft.withPayload(Payload.text(ContentType.JSON, "[]")),
                draft -> draft.withPayload(Payload.text(ContentType.TEXT, "{}")),
                draft -> draft.withType(new EventType("a")),
                draft -> draft.about(new EventKey("a")),
                Draft::completing);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void isOtherContentWithAnyOtherChange(UnaryOperator<Draft> change) {
        Draft changed = change.apply(DRAFT);
        assertThat(DRAFT.sameContentAs(changed)).isFalse();
        assertThat(DRAFT.sameContentAs(journaled(changed))).isFalse();
    }

    static Stream<UnaryOperator<Draft>> needsOfTheJournal() {
        return Stream.of(
                draft -> draft.withKey(new IdempotencyKey("a")),
                draft -> draft.expecting(Precondition.NEW_TOPIC),
                Draft::completing);
    }

    @ParameterizedTest
    @MethodSource("needsOfTheJournal")
    void cannotBeVolatileIfItNeedsTheJournal(UnaryOperator<Draft> change) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> change.apply(DRAFT).unjournaled(Instant.EPOCH))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.PARAMETER_INVALID));
    }
}
