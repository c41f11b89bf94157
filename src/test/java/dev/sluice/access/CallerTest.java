package dev.sluice.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class CallerTest {

    private static final Grants ORDERS =
            new Grants(List.of(new TopicFilter("orders/*")), List.of(new TopicFilter("orders/**")), false);

    private static Caller ada(Grants grants) {
        return new Caller(Optional.of("ada"), grants, Optional.empty());
    }

    @Test
    void publishesToTopicsOfItsGrants() {
        ada(ORDERS).requirePublish();
        ada(ORDERS).requirePublish(new Topic("orders/42"));
        assertRefused(() -> ada(ORDERS).requirePublish(new Topic("orders/42/lines")), Rejection.TOPIC_FORBIDDEN);
        assertRefused(() -> ada(Grants.NONE).requirePublish(), Rejection.TOPIC_FORBIDDEN);
    }

    /** Only credentials can help such a caller, so that a client asks its user for them. */
    @Test
    void isAskedForATokenIfItHasShownNone() {
        Caller anonymous = Caller.anonymous(Grants.NONE);
        assertRefused(() -> anonymous.requirePublish(), Rejection.TOKEN_MISSING);
        assertRefused(() -> anonymous.requireRead(), Rejection.TOKEN_MISSING);
        assertRefused(() -> anonymous.requireAdministrator(), Rejection.TOKEN_MISSING);
        assertRefused(() -> anonymous.requireMetrics(), Rejection.TOKEN_MISSING);
        assertRefused(() -> ada(Grants.NONE).requireAdministrator(), Rejection.ADMINISTRATION_FORBIDDEN);
    }

    @Test
    void readsFiltersThatItsGrantsCover() {
        Caller ada = ada(ORDERS);
        assertThat(ada.requireRead(List.of())).isEqualTo(Filters.of(List.of("orders/**")));
        assertThat(ada.requireRead(List.of("orders/*"))).isEqualTo(Filters.of(List.of("orders/*")));
        assertThat(ada.requireRead(List.of("$presence/orders/42"))).isNotNull();
        assertRefused(() -> ada.requireRead(List.of("orders/*", "stock")), Rejection.TOPIC_FORBIDDEN);
        assertRefused(() -> ada.requireRead(List.of("**")), Rejection.TOPIC_FORBIDDEN);
        assertRefused(() -> ada.requireRead(List.of("$presence/stock")), Rejection.TOPIC_FORBIDDEN);
    }

    @Test
    void readsTheGatewaysOwnEventsOnlyAsAnAdministrator() {
        Grants granted = new Grants(List.of(), List.of(new TopicFilter("$sys/**"), new TopicFilter("**")), false);
        assertRefused(() -> ada(granted).requireRead(List.of("$sys/node")), Rejection.TOPIC_FORBIDDEN);
        ada(new Grants(List.of(), List.of(), true)).requireRead(List.of("$sys/node"));
    }

    @Test
    void sharesNoIdempotencyKeyWithAnother() {
        Draft draft = new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "")).withKey(new IdempotencyKey("k"));
        Caller bob = new Caller(Optional.of("bob"), ORDERS, Optional.empty());
        assertThat(ada(ORDERS).own(draft)).isEqualTo(ada(ORDERS).own(draft));
        assertThat(ada(ORDERS).own(draft).key()).isNotEqualTo(bob.own(draft).key());
        assertThat(Caller.anonymous(ORDERS).own(draft).key())
                .isNotEqualTo(ada(ORDERS).own(draft).key());
    }

    private static void assertRefused(ThrowingCallable call, Rejection rejection) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(rejection));
    }
}
