package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What a reader got, in its order. A failure names the first fault, not a hundred thousand events. */
public record Run(List<Received> events) {

    public Run {
        events = List.copyOf(events);
    }

    public static Run of(List<Received> first, List<Received> second) {
        List<Received> all = new ArrayList<>(first);
        all.addAll(second);
        return new Run(all);
    }

    public int size() {
        return events.size();
    }

    public EventId last() {
        return events.get(events.size() - 1).id();
    }

    public void assertSameAs(Run expected) {
        assertSameAs(expected, "the run");
    }

    /**
     * Nothing missing, nothing twice, nothing elsewhere, nothing changed.
     *
     * @param what this is, for the failure
     */
    public void assertSameAs(Run expected, String what) {
        int common = Math.min(size(), expected.size());
        for (int i = 0; i < common; i++) {
            assertThat(events.get(i))
                    .as("%s: event %d of %d", what, i, expected.size())
                    .isEqualTo(expected.events.get(i));
        }
        assertThat(size()).as("%s: how many events", what).isEqualTo(expected.size());
    }

    /** Positions follow one another without a hole, whatever the topics. */
    public void assertGapless() {
        for (int i = 1; i < size(); i++) {
            assertThat(events.get(i).id())
                    .as("the event after %s", events.get(i - 1).id())
                    .isEqualTo(events.get(i - 1).id().plus(1));
        }
    }

    public void assertBeginsWith(Run earlier) {
        assertThat(size()).as("how many events").isGreaterThanOrEqualTo(earlier.size());
        new Run(events.subList(0, earlier.size())).assertSameAs(earlier);
    }

    /** The events of a stretch of positions, the first exclusive, the last inclusive. */
    public Run between(EventId after, EventId upTo) {
        return new Run(events.stream()
                .filter(event -> event.id().isAfter(after) && !event.id().isAfter(upTo))
                .toList());
    }

    /** How many events say what an earlier one has said: with unique data, how many came twice. */
    public long doubled() {
        Set<String> said = new HashSet<>();
        return events.stream().filter(event -> !said.add(event.data())).count();
    }
}
