package dev.sluice.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.access.Caller;
import dev.sluice.access.Grants;
import dev.sluice.access.Visitor;
import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.TestSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final List<TopicFilter> ORDERS = List.of(new TopicFilter("orders/**"));

    /** The smallest burst that the settings allow. */
    private final CurrentSettings settings = TestSettings.current(Map.of(
            "sluice.batch.max-events",
            "2",
            "sluice.publish.rate-per-address",
            "2",
            "sluice.connections.max-filters",
            "2"));

    private final List<String> asked = new ArrayList<>();

    private final PublishHook publishHook = (draft, caller) -> {
        asked.add("publish " + draft.topic().value());
        if (draft.topic().value().equals("orders/refused")) {
            throw Rejection.REFUSED.because("refused");
        }
        return draft;
    };

    private final SubscribeHook subscribeHook = (filters, caller) -> {
        asked.add("subscribe");
        throw Rejection.REFUSED.because("refused");
    };

    private final Admission admission = TestAdmission.of(settings, List.of(publishHook), List.of(subscribeHook));

    private static Visitor visitor(List<TopicFilter> publish, List<TopicFilter> read) {
        Grants grants = new Grants(publish, read, false, false);
        return new Visitor(new Caller(Optional.of("ann"), grants, Optional.empty()), "192.0.2.1");
    }

    private static final Visitor PUBLISHER = visitor(ORDERS, List.of());

    private static final Visitor READER = visitor(List.of(), ORDERS);

    private static Draft draft(String topic) {
        return new Draft(new Topic(topic), Payload.text(ContentType.JSON, "1"));
    }

    private static void refuses(Rejection rejection, ThrowingCallable call) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(call)
                .extracting(RejectedException::rejection)
                .isEqualTo(rejection);
    }

    @Test
    void asksNoHookAboutADraftThatTheGrantsForbid() {
        refuses(
                Rejection.TOPIC_FORBIDDEN,
                () -> admission.admitPublish(PUBLISHER, List.of(draft("orders/1"), draft("other/1"))));
        refuses(Rejection.TOPIC_FORBIDDEN, () -> admission.admitPublish(READER, List.of(draft("orders/1"))));
        assertThat(asked).isEmpty();
    }

    @Test
    void asksNoHookAboutMoreThanTheRateAllows() {
        admission.countRequest(PUBLISHER);
        admission.countRequest(PUBLISHER);
        refuses(
                Rejection.RATE_LIMITED,
                () -> admission.admitPublish(PUBLISHER, List.of(draft("orders/1"), draft("orders/2"))));
        assertThat(asked).isEmpty();
    }

    @Test
    void countsTheFirstDraftWithItsRequestAndEachFurtherOne() {
        admission.countRequest(PUBLISHER);
        admission.admitPublish(PUBLISHER, List.of(draft("orders/1"), draft("orders/2")));
        refuses(Rejection.RATE_LIMITED, () -> admission.countRequest(PUBLISHER));
    }

    @Test
    void admitsNoneOfTheDraftsIfAHookRefusesOne() {
        refuses(
                Rejection.REFUSED,
                () -> admission.admitPublish(PUBLISHER, List.of(draft("orders/1"), draft("orders/refused"))));
        assertThat(asked).containsExactly("publish orders/1", "publish orders/refused");
    }

    @Test
    void givesEachCallerItsOwnIdempotencyKeys() {
        IdempotencyKey key = new IdempotencyKey("k");
        List<Draft> admitted =
                admission.admitPublish(PUBLISHER, List.of(draft("orders/1").withKey(key)));
        assertThat(admitted.get(0).key()).isNotEmpty().isNotEqualTo(Optional.of(key));
    }

    @Test
    void asksNoHookAboutTopicsThatTheGrantsForbid() {
        refuses(Rejection.TOPIC_FORBIDDEN, () -> admission.admitRead(READER, Filters.of(List.of("other/**"))));
        refuses(Rejection.TOPIC_FORBIDDEN, () -> admission.admitRead(PUBLISHER, new Topic("orders/1")));
        refuses(Rejection.TOPIC_FORBIDDEN, () -> admission.admitState(PUBLISHER, new Topic("orders/1")));
        assertThat(asked).isEmpty();
    }

    @Test
    void asksTheHooksAboutEveryRead() {
        refuses(Rejection.REFUSED, () -> admission.admitRead(READER, Filters.of(List.of("orders/**"))));
        refuses(Rejection.REFUSED, () -> admission.admitRead(READER, new Topic("orders/1")));
        assertThat(asked).containsExactly("subscribe", "subscribe");
    }

    @Test
    void countsTheTopicsOfAllSubscriptionsOfAConnection() {
        List<String> two = List.of("orders/1", "orders/2");
        Filters filters = admission.requireRead(READER, two, List.of());
        refuses(Rejection.TOO_MANY_TOPICS, () -> admission.requireRead(READER, List.of("orders/3"), List.of(filters)));
    }
}
