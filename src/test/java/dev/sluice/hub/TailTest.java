package dev.sluice.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class TailTest {

    private static SharedEvent at(long position, int bytes) {
        Payload payload = Payload.text(ContentType.TEXT, "x".repeat(bytes));
        return new SharedEvent(new Event(
                new Cursor("e", position),
                Instant.EPOCH,
                new Draft(new Topic("t"), payload).content(),
                DeliveryOptions.USUAL));
    }

    private static Optional<List<Long>> positions(Tail tail, long after, int most) {
        return tail.after(new Cursor("e", after), most, Long.MAX_VALUE)
                .map(events -> events.stream().map(SharedEvent::position).toList());
    }

    private static Tail tail(int maxEvents, long maxBytes) {
        Tail tail = new Tail(maxEvents, maxBytes);
        tail.startAfter(new Cursor("e", 0));
        return tail;
    }

    @Test
    void givesNothingToACursorOfAnotherEpoch() {
        Tail tail = tail(10, 10_000);
        tail.add(List.of(at(1, 1), at(2, 1)));
        assertThat(tail.after(new Cursor("before", 1), 10, Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void givesWhatFollowsAPosition() {
        Tail tail = tail(10, 10_000);
        tail.startAfter(new Cursor("e", 5));
        tail.add(List.of(at(6, 1), at(7, 1), at(8, 1)));
        assertThat(positions(tail, 5, 10)).hasValue(List.of(6L, 7L, 8L));
        assertThat(positions(tail, 6, 1)).hasValue(List.of(7L));
        assertThat(positions(tail, 8, 10)).hasValue(List.of());
        assertThat(positions(tail, 4, 10)).isEmpty();
    }

    @Test
    void letsTheOldestGoWhenThereAreTooMany() {
        Tail tail = tail(3, 10_000);
        tail.add(List.of(at(1, 1), at(2, 1), at(3, 1), at(4, 1)));
        assertThat(tail.first()).isEqualTo(2);
        assertThat(positions(tail, 0, 10)).isEmpty();
        assertThat(positions(tail, 1, 10)).hasValue(List.of(2L, 3L, 4L));
    }

    @Test
    void letsTheOldestGoWhenTheyAreTooHeavy() {
        Tail tail = tail(100, 1_000);
        tail.add(List.of(at(1, 600), at(2, 600)));
        assertThat(tail.first()).isEqualTo(2);
        tail.add(List.of(at(3, 5_000)));
        assertThat(tail.first()).isEqualTo(3);
    }

    @Test
    void knowsTheCursorsThatItReachesBackTo() {
        Tail tail = tail(3, 10_000);
        assertThat(tail.holds(new Cursor("e", 0))).isFalse();
        tail.add(List.of(at(1, 1), at(2, 1), at(3, 1), at(4, 1)));
        assertThat(LongStream.rangeClosed(0, 6).filter(position -> tail.holds(new Cursor("e", position))))
                .containsExactly(2L, 3L, 4L);
        assertThat(tail.holds(new Cursor("other", 3))).isFalse();
    }

    @Test
    void refusesAHole() {
        Tail tail = tail(10, 1_000);
        assertThatIllegalArgumentException().isThrownBy(() -> tail.add(List.of(at(2, 1))));
    }

    /** The ring goes round thousands of times under the readers' hands. */
    @Test
    void givesNothingButWhatFollowsWhileItGoesOn() throws InterruptedException {
        long end = 300_000;
        Tail tail = tail(64, Long.MAX_VALUE);
        Thread dispatcher = new Thread(() -> {
            for (long position = 1; position <= end; position++) {
                tail.add(List.of(at(position, 1)));
            }
        });
        dispatcher.start();
        long answers = 0;
        while (tail.last() < end) {
            long after = Math.max(0, tail.last() - 40);
            List<Long> got = positions(tail, after, 100).orElse(List.of());
            assertThat(got)
                    .isEqualTo(LongStream.rangeClosed(after + 1, after + got.size())
                            .boxed()
                            .toList());
            answers += got.size();
        }
        dispatcher.join();
        assertThat(answers).isPositive();
    }
}
