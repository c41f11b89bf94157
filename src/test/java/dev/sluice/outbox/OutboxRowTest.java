package dev.sluice.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.Attributes;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutboxRowTest {

    private static OutboxRow row(String text, byte[] bytes, String ttlSeconds) {
        return new OutboxRow(1, "t", null, null, null, text, bytes, null, ttlSeconds, false, null);
    }

    private static void assertRejected(OutboxRow row, Rejection rejection) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> row.draft("default"))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(rejection));
    }

    @Test
    void givesBackADraftWithAllItsOptions() {
        Content content = new Content(
                new Topic("orders/42"),
                new EventKey("line 1"),
                new EventType("created"),
                new Payload(new ContentType("image/png"), new byte[] {1, 2}),
                new Attributes("\"tenant\":\"a\""));
        Draft draft = new Draft(content)
                .withKey(new IdempotencyKey("mine"))
                .withTtl(Duration.ofMillis(1_500))
                .completing();
        assertThat(OutboxRow.of(draft).draft("default")).isEqualTo(draft);
    }

    @Test
    void readsARowOfWhichOnlyTopicAndDataAreGiven() {
        assertThat(row("{}", null, null).draft("default"))
                .isEqualTo(new Draft(new Topic("t"), Payload.text(ContentType.JSON, "{}"))
                        .withKey(new IdempotencyKey("default")));
    }

    @Test
    void keepsTheKeyOfTheRow() {
        OutboxRow row = new OutboxRow(1, "t", null, null, null, "{}", null, "mine", null, false, null);
        assertThat(row.draft("default").key()).contains(new IdempotencyKey("mine"));
    }

    @Test
    void refusesARowWithBothKindsOfDataOrNone() {
        assertRejected(row("{}", new byte[1], null), Rejection.BODY_INVALID);
        assertRejected(row(null, null, null), Rejection.BODY_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "-1", "0", "1e3", "Infinity"})
    void refusesATimeToLiveThatIsNoPositiveNumber(String ttlSeconds) {
        assertRejected(row("{}", null, ttlSeconds), Rejection.PARAMETER_INVALID);
    }
}
