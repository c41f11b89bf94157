package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class VolatileBacklogTest {

    private static SharedEvent event(String topic, String subject, String text) {
        Draft draft = new Draft(new Topic(topic), Payload.text(ContentType.TEXT, text)).about(new EventKey(subject));
        return new SharedEvent(draft.unjournaled(Instant.EPOCH));
    }

    private static List<String> texts(VolatileBacklog backlog) {
        return backlog.take().stream()
                .map(event -> event.published().payload().text())
                .toList();
    }

    @Test
    void keepsTheOrderInWhichTheyCame() {
        VolatileBacklog backlog = new VolatileBacklog(false, 2);
        backlog.add(event("a", "", "1"));
        backlog.add(event("b", "", "2"));
        backlog.add(event("a", "", "3"));
        assertThat(texts(backlog)).containsExactly("1", "2", "3");
        assertThat(backlog.isEmpty()).isTrue();
    }

    @Test
    void losesTheOldestOfTheTopicThatIsTooMuchAndOfNoOther() {
        VolatileBacklog backlog = new VolatileBacklog(false, 2);
        backlog.add(event("quiet", "", "0"));
        IntStream.rangeClosed(1, 5).forEach(i -> backlog.add(event("loud", "", "" + i)));
        assertThat(backlog.takeMissed()).isEqualTo(Map.of(Optional.of(new Topic("loud")), 3L));
        assertThat(texts(backlog)).containsExactly("0", "4", "5");
        assertThat(backlog.takeMissed()).isEmpty();
    }

    @Test
    void holdsTheNewestOfEachSubjectWhenItConflates() {
        VolatileBacklog backlog = new VolatileBacklog(true, 100);
        backlog.add(event("a", "x", "1"));
        backlog.add(event("a", "y", "2"));
        backlog.add(event("a", "x", "3"));
        backlog.add(event("b", "x", "4"));
        assertThat(backlog.takeMissed()).isEqualTo(Map.of(Optional.of(new Topic("a")), 1L));
        assertThat(texts(backlog)).containsExactly("2", "3", "4");
    }

    @Test
    void isBoundedInEventsAndInBytesWhateverTheTopics() {
        VolatileBacklog many = new VolatileBacklog(false, 100);
        IntStream.range(0, 5_000).forEach(i -> many.add(event("t" + i, "", "x")));
        Map<Optional<Topic>, Long> missed = many.takeMissed();
        assertThat(missed).hasSize(101).containsKey(Optional.empty());
        assertThat(missed.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(4_000);
        assertThat(many.take()).hasSize(1_000);

        VolatileBacklog heavy = new VolatileBacklog(false, 100);
        IntStream.range(0, 5).forEach(i -> heavy.add(event("t", "", "x".repeat(400_000))));
        assertThat(heavy.take()).hasSize(2);
        heavy.add(event("t", "", "x".repeat(2_000_000)));
        assertThat(heavy.take()).hasSize(1);
    }
}
