package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TopicFilterTest {

    @ParameterizedTest
    @CsvSource({
        "orders/42, orders/42, true",
        "orders/42, orders/4, false",
        "orders/42, orders/421, false",
        "orders/*, orders/42, true",
        "orders/*, orders, false",
        "orders/*, orders/, true",
        "orders/*, orders/eu/42, false",
        "orders/*/42, orders/eu/42, true",
        "orders/*/42, orders/eu/43, false",
        "orders/**, orders/eu/42, true",
        "orders/**, orders/42, true",
        "orders/**, orders, false",
        "**, orders/eu/42, true",
        "*, orders, true",
        "*, orders/42, false",
        "*/*, orders/42, true",
        "**, $sys/nodes, false",
        "*/nodes, $sys/nodes, false",
        "$sys/**, $sys/nodes, true",
        "https://example.org/*, https://example.org/books, true",
        "a//b, a//b, true",
        "a/*/b, a//b, true"
    })
    void matchesWholeSegments(String filter, String topic, boolean matches) {
        assertThat(new TopicFilter(filter).matches(new Topic(topic))).isEqualTo(matches);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a*", "a/b*/c", "**/a", "a/**/b", "***", "a\nb", "a\u0000", "\ud800"})
    void refusesWhatIsNoFilter(String filter) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> new TopicFilter(filter))
                .matches(e -> e.rejection() == Rejection.TOPIC_INVALID);
    }

    @ParameterizedTest
    @CsvSource({
        "**, orders/42, true",
        "**, orders/**, true",
        "**, *, true",
        "**, $sys/a, false",
        "orders/**, orders/*, true",
        "orders/**, orders, false",
        "orders/*, orders/**, false",
        "orders/*, orders/42, true",
        "orders/*, orders/42/x, false",
        "orders/42, orders/*, false",
        "orders/*/x, orders/*/*, false",
        "a, a, true"
    })
    void coversOnlyWhatItMatchesInEveryCase(String grant, String wanted, boolean covered) {
        assertThat(new TopicFilter(grant).covers(new TopicFilter(wanted))).isEqualTo(covered);
    }

    @Test
    void measuresATopicInBytesOfUtf8() {
        assertThat(new Topic("ü".repeat(256)).value()).hasSize(256);
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> new Topic("ü".repeat(257)));
        assertThat(new Topic("𝄞".repeat(128)).value()).hasSize(256);
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> new Topic("𝄞".repeat(129)));
    }
}
