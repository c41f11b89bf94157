package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FiltersTest {

    @Test
    void matchWhatOneOfThemMatches() {
        Filters filters = Filters.of(List.of("orders/*", "stock"));
        assertThat(filters.matches(new Topic("orders/42"))).isTrue();
        assertThat(filters.matches(new Topic("stock"))).isTrue();
        assertThat(filters.matches(new Topic("stock/42"))).isFalse();
    }

    @Test
    void areAllTopicsIfAClientNamesNone() {
        assertThat(Filters.of(List.of())).isEqualTo(Filters.ALL);
    }

    @Test
    void nameTheirTopicsOnlyWithoutPatterns() {
        assertThat(Filters.of(List.of("a", "b")).topics()).isEqualTo(Set.of(new Topic("a"), new Topic("b")));
        assertThat(Filters.of(List.of("a", "b/*")).topics()).isEmpty();
    }

    @Test
    void countDuplicatesOnce() {
        assertThat(Filters.of(List.of("a", "b", "a")).list()).hasSize(2);
    }

    @Test
    void refuseMoreThanTheTopicIndexCanBear() {
        List<String> most = IntStream.range(0, 1_000).mapToObj(i -> "t" + i).toList();
        assertThat(Filters.of(most).list()).hasSize(1_000);
        assertRefused(IntStream.range(0, 1_001).mapToObj(i -> "t" + i).toList(), Rejection.TOO_MANY_TOPICS);
        assertRefused(IntStream.range(0, 101).mapToObj(i -> i + "/s".repeat(99)).toList(), Rejection.TOO_MANY_TOPICS);
        assertRefused(List.of("a", ""), Rejection.TOPIC_INVALID);
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> new Filters(List.of()));
    }

    private static void assertRefused(List<String> filters, Rejection rejection) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Filters.of(filters))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(rejection));
    }
}
