package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.Attributes;
import dev.sluice.event.ConnectionId;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.Filters;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Precondition;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * What every journal keeps. The journal may hold events already: the tests go on from its head, in topics of their own.
 */
abstract class JournalContract {

    private static final int BYTES = 1 << 20;

    private final String own = UUID.randomUUID().toString();

    abstract Journal journal();

    private Draft draft(String topic, String text) {
        return new Draft(new Topic(own + "/" + topic), Payload.text(ContentType.TEXT, text));
    }

    private Filters filters(String... filters) {
        return Filters.of(
                Set.of(filters).stream().map(filter -> own + "/" + filter).toList());
    }

    private List<Receipt> append(Draft... drafts) {
        return journal().append(List.of(drafts)).toCompletableFuture().join();
    }

    private static IdempotencyKey newKey() {
        return new IdempotencyKey(UUID.randomUUID().toString());
    }

    private static List<Long> positions(List<Receipt> receipts) {
        return receipts.stream().map(receipt -> receipt.id().position()).toList();
    }

    /** Reads to the end, page by page. */
    private List<Event> readAll(long after, Filters filters, int limit) {
        List<Event> events = new ArrayList<>();
        Page page = journal().readAfter(after, filters, limit, BYTES);
        events.addAll(page.events());
        while (page.hasMore()) {
            page = journal().readAfter(page.upTo(), filters, limit, BYTES);
            events.addAll(page.events());
        }
        return events;
    }

    @Test
    void numbersADraftAfterTheHead() {
        long before = journal().head().position();
        assertThat(positions(append(draft("a", "1")))).containsExactly(before + 1);
        assertThat(journal().head().position()).isEqualTo(before + 1);
    }

    @Test
    void getsANewEpochOnce() {
        Cursor seen = append(draft("a", "1")).get(0).id();
        Head renewed = journal().renew(seen.epoch());
        assertThat(renewed.epoch()).isNotEqualTo(seen.epoch());
        assertThat(journal().renew(seen.epoch())).isEqualTo(renewed);
        assertThat(journal().head()).isEqualTo(renewed);
        assertThat(append(draft("a", "2")).get(0).id()).isEqualTo(new Cursor(renewed.epoch(), renewed.position() + 1));
        assertThat(journal()
                        .readAfter(renewed.position(), filters("**"), 10, BYTES)
                        .epoch())
                .isEqualTo(renewed.epoch());
    }

    @Test
    void keepsWhatItWasGiven() {
        Draft text = draft("a", "grüße \u0001 𝄞").withType(new EventType("said"));
        Draft bytes = new Draft(new Topic(own + "/b"), new Payload(ContentType.BINARY, new byte[] {0, -1, 13, 10}));
        long after = journal().head().position();
        append(text, bytes);
        List<Event> events = readAll(after, filters("**"), 10);
        assertThat(events).hasSize(2);
        assertThat(text.sameContentAs(events.get(0))).isTrue();
        assertThat(bytes.sameContentAs(events.get(1))).isTrue();
    }

    @Test
    void keepsWhatADraftSaysBesideItsData() {
        Draft draft = draft("a", "x")
                .about(new EventKey("order 42"))
                .withTtl(Duration.ofMillis(90_500))
                .notTo(new ConnectionId("c-7Qm2"))
                .completing();
        Draft full = new Draft(
                new Content(
                        draft.topic(),
                        draft.content().eventKey(),
                        EventType.NONE,
                        draft.payload(),
                        new Attributes("\"source\":\"/a\"")),
                draft.options(),
                Optional.empty(),
                Optional.empty());
        long position = positions(append(full)).get(0);
        assertThat(journal().at(position)).hasValueSatisfying(event -> {
            assertThat(event.content()).isEqualTo(full.content());
            assertThat(event.options()).isEqualTo(full.options());
        });
    }

    private Rejection refusal(Draft... drafts) {
        try {
            append(drafts);
        } catch (CompletionException e) {
            return ((RejectedException) e.getCause()).rejection();
        }
        throw new AssertionError("it was taken");
    }

    @Test
    void takesNothingForATopicAfterItsLastEvent() {
        Draft last = draft("a", "last").completing();
        long position = positions(append(draft("a", "first"), last)).get(1);
        long before = journal().head().position();
        assertThat(refusal(draft("a", "late"))).isEqualTo(Rejection.TOPIC_COMPLETE);
        assertThat(refusal(draft("b", "other"), last)).isEqualTo(Rejection.TOPIC_COMPLETE);
        assertThat(refusal(draft("b", "last").completing(), draft("b", "late"))).isEqualTo(Rejection.TOPIC_COMPLETE);
        assertThat(journal().head().position()).isEqualTo(before);
        assertThat(journal().completions(List.of(last.topic(), draft("b", "").topic())))
                .isEqualTo(Map.of(last.topic(), position));
        assertThat(journal().head().hasCompletions()).isTrue();
    }

    @Test
    void answersAKeyAlsoWhenItsTopicIsCompleteOrHasMovedOn() {
        Draft last = draft("a", "last")
                .completing()
                .expecting(Precondition.NEW_TOPIC)
                .withKey(newKey());
        Receipt first = append(last).get(0);
        assertThat(append(last)).containsExactly(new Receipt(first.id(), false));
        Draft twice = draft("b", "last").completing().withKey(newKey());
        assertThat(positions(append(twice, twice)).stream().distinct()).hasSize(1);
    }

    @Test
    void publishesOnlyToATopicThatHasNotMovedOn() {
        Draft draft = draft("a", "x");
        Receipt first = append(draft.expecting(Precondition.NEW_TOPIC)).get(0);
        assertThat(refusal(draft.expecting(Precondition.NEW_TOPIC))).isEqualTo(Rejection.PRECONDITION_FAILED);
        Receipt other = append(draft("b", "of another topic")).get(0);
        Receipt second =
                append(draft.expecting(Precondition.unchangedSince(first.id()))).get(0);
        assertThat(refusal(draft.expecting(Precondition.unchangedSince(other.id()))))
                .isEqualTo(Rejection.PRECONDITION_FAILED);
        append(draft.expecting(Precondition.unchangedSince(journal().head().cursor())));
        Cursor elsewhere = new Cursor("other", second.id().position() + 100);
        assertThat(refusal(draft.expecting(Precondition.unchangedSince(elsewhere))))
                .isEqualTo(Rejection.PRECONDITION_FAILED);
    }

    @Test
    void letsOneOfManyPublishWhatTheyAllExpect() {
        Draft draft = draft("a", "x").expecting(Precondition.NEW_TOPIC);
        long taken = IntStream.range(0, 50)
                .parallel()
                .mapToObj(i -> journal().append(List.of(draft)).toCompletableFuture())
                .toList()
                .stream()
                .filter(answer ->
                        answer.handle((receipts, fault) -> fault == null).join())
                .count();
        assertThat(taken).isEqualTo(1);
    }

    @Test
    void findsTheNewestOfEachEventKey() {
        long before = journal().head().position();
        List<Long> positions = positions(append(
                draft("a", "1").about(new EventKey("x")),
                draft("a", "2").about(new EventKey("y")),
                draft("a", "3").about(new EventKey("x")),
                draft("b", "4"),
                draft("b", "5")));
        long head = journal().head().position();
        append(draft("a", "6").about(new EventKey("y")));
        assertThat(journal().newest(filters("**"), head, 10).finish()).containsExactly(before + 3, before + 5);
        assertThat(journal().newest(filters("**"), head + 1, 10).finish())
                .containsExactly(positions.get(2), positions.get(4), head + 1);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> journal().newest(filters("**"), head + 1, 2).finish());
    }

    @Test
    void numbersABatchOneAfterAnother() {
        long before = journal().head().position();
        assertThat(positions(append(draft("a", "1"), draft("b", "2"), draft("a", "3"))))
                .containsExactly(before + 1, before + 2, before + 3);
    }

    @Test
    void neverLeavesAHoleHoweverManyPublish() {
        long before = journal().head().position();
        List<CompletableFuture<List<Receipt>>> answers = IntStream.range(0, 500)
                .parallel()
                .mapToObj(i -> journal()
                        .append(List.of(draft("a", "x" + i), draft("b", "y" + i)))
                        .toCompletableFuture())
                .toList();
        List<Long> given = answers.stream()
                .flatMap(answer -> positions(answer.join()).stream())
                .sorted()
                .toList();
        assertThat(given)
                .isEqualTo(LongStream.rangeClosed(before + 1, before + 1_000)
                        .boxed()
                        .toList());
        assertThat(readAll(before, filters("**"), 1_000)).hasSize(1_000);
    }

    /** Whoever has read up to an event may ask by another connection for what follows. */
    @Test
    void neverShowsAnybodyAnEndBeforeOneThatSomebodyHasSeen() {
        AtomicLong seen = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        List<CompletableFuture<Void>> readers = IntStream.range(0, 4)
                .mapToObj(reader ->
                        CompletableFuture.runAsync(() -> watchTheEnd(seen, over), task -> new Thread(task).start()))
                .toList();
        try {
            for (int i = 0; i < 300; i++) {
                append(draft("a", "x"));
            }
        } finally {
            over.set(true);
        }
        readers.forEach(CompletableFuture::join);
        assertThat(seen).hasPositiveValue();
    }

    private void watchTheEnd(AtomicLong seen, AtomicBoolean over) {
        boolean last;
        do {
            // the last look is one after the last event, however fast those came
            last = over.get();
            long least = seen.get();
            long position = journal().head().position();
            assertThat(position).isGreaterThanOrEqualTo(least);
            seen.accumulateAndGet(position, Math::max);
        } while (!last);
    }

    @Test
    void answersTheSameKeyWithTheSameEvent() {
        Draft draft = draft("a", "once").withKey(newKey());
        Receipt first = append(draft).get(0);
        Receipt second = append(draft).get(0);
        assertThat(first.fresh()).isTrue();
        assertThat(second).isEqualTo(new Receipt(first.id(), false));
        assertThat(readAll(first.id().position() - 1, filters("**"), 10)).hasSize(1);
    }

    @Test
    void refusesTheSameKeyForOtherContentAndWritesNothingOfTheBatch() {
        IdempotencyKey key = newKey();
        append(draft("a", "once").withKey(key));
        long before = journal().head().position();
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(
                        () -> append(draft("a", "first"), draft("a", "other").withKey(key)))
                .havingCause()
                .isInstanceOfSatisfying(
                        RejectedException.class, e -> assertThat(e.rejection()).isEqualTo(Rejection.KEY_CONFLICT));
        assertThat(journal().head().position()).isEqualTo(before);
    }

    /** As the journal compares them: what is only a condition of publishing is no content. */
    @Test
    void answersTheSameKeyTwiceInABatchWithOneEvent() {
        Draft draft = draft("twice/in/a/batch", "x").withKey(newKey());
        List<Receipt> receipts = append(draft.expecting(Precondition.NEW_TOPIC), draft);
        assertThat(receipts.get(1)).isEqualTo(new Receipt(receipts.get(0).id(), false));
    }

    @Test
    void expectsNothingOfAStateThatIsLost() {
        Cursor newest = append(draft("lost/state", "x")).get(0).id();
        Cursor beyond = new Cursor(newest.epoch(), journal().head().position() + 10);
        assertThatExceptionOfType(CompletionException.class)
                .isThrownBy(() -> append(draft("lost/state", "y").expecting(Precondition.unchangedSince(beyond))))
                .havingCause()
                .isInstanceOfSatisfying(
                        RejectedException.class,
                        e -> assertThat(e.rejection()).isEqualTo(Rejection.PRECONDITION_FAILED));
        assertThat(append(draft("lost/state", "y").expecting(Precondition.unchangedSince(newest)))
                        .get(0)
                        .fresh())
                .isTrue();
    }

    /** More of them than one query reads, by number and by size. */
    @Test
    void answersABatchThatComesAgainWithTheSameEvents() {
        List<Draft> drafts = IntStream.range(0, 600)
                .mapToObj(i -> draft("a", i + "x".repeat(i % 2 * 8_000)).withKey(newKey()))
                .toList();
        List<Receipt> first = append(drafts.toArray(Draft[]::new));
        List<Draft> backwards = new ArrayList<>(drafts);
        Collections.reverse(backwards);
        List<Receipt> again = append(backwards.toArray(Draft[]::new));
        assertThat(again).extracting(Receipt::fresh).containsOnly(false);
        assertThat(again)
                .extracting(Receipt::id)
                .containsExactlyElementsOf(IntStream.range(0, 600)
                        .mapToObj(i -> first.get(599 - i).id())
                        .toList());
        long before = journal().head().position();
        for (int other : List.of(0, 299, 599)) {
            List<Draft> changed = new ArrayList<>(drafts);
            changed.set(
                    other, draft("a", "other").withKey(drafts.get(other).key().orElseThrow()));
            assertThatExceptionOfType(CompletionException.class)
                    .as("%s", other)
                    .isThrownBy(() -> append(changed.toArray(Draft[]::new)))
                    .havingCause()
                    .isInstanceOfSatisfying(
                            RejectedException.class,
                            e -> assertThat(e.rejection()).isEqualTo(Rejection.KEY_CONFLICT));
        }
        assertThat(journal().head().position()).isEqualTo(before);
    }

    /** More keys than one query names, of which one has no event, and one is asked for twice. */
    @Test
    void findsTheEventsOfManyKeysAndWritesNothing() {
        List<IdempotencyKey> keys =
                IntStream.range(0, 1_200).mapToObj(i -> newKey()).toList();
        List<Receipt> receipts =
                append(keys.stream().map(key -> draft("a", "x").withKey(key)).toArray(Draft[]::new));
        Head before = journal().head();
        List<IdempotencyKey> asked = new ArrayList<>(keys);
        asked.add(newKey());
        asked.add(keys.get(0));
        Map<IdempotencyKey, Cursor> found = journal().find(asked);
        assertThat(found.keySet()).containsExactlyInAnyOrderElementsOf(keys);
        assertThat(keys.stream().map(found::get).toList())
                .isEqualTo(receipts.stream().map(Receipt::id).toList());
        assertThat(journal().find(List.of(newKey()))).isEmpty();
        assertThat(journal().find(List.of())).isEmpty();
        assertThat(journal().head()).isEqualTo(before);
    }

    @Test
    void findsNoEventThatIsForgotten() {
        IdempotencyKey key = newKey();
        long position = append(draft("a", "x").withKey(key)).get(0).id().position();
        journal().trim(position);
        assertThat(journal().find(List.of(key))).isEmpty();
    }

    @Test
    void forgetsAKeyWithItsEvent() {
        Draft draft = draft("a", "again").withKey(newKey());
        Receipt first = append(draft).get(0);
        journal().trim(first.id().position());
        assertThat(append(draft).get(0).fresh()).isTrue();
    }

    @Test
    void readsWhatMatchesAndSaysHowFarItLooked() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("b", "2"), draft("a", "3"), draft("b", "4"));
        Page page = journal().readAfter(after, filters("a"), 100, BYTES);
        assertThat(page.events()).extracting(event -> event.payload().text()).containsExactly("1", "3");
        assertThat(page.start()).isEqualTo(after);
        assertThat(page.upTo()).isEqualTo(after + 4);
        assertThat(page.hasMore()).isFalse();
    }

    @Test
    void stopsAtTheLimitAndGoesOnBehindIt() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("b", "2"), draft("a", "3"), draft("a", "4"));
        Page page = journal().readAfter(after, filters("a"), 2, BYTES);
        assertThat(page.upTo()).isEqualTo(after + 3);
        assertThat(page.hasMore()).isTrue();
        assertThat(journal().readAfter(page.upTo(), filters("a"), 2, BYTES).events())
                .extracting(event -> event.payload().text())
                .containsExactly("4");
    }

    @Test
    void findsARareTopicBehindManyOthers() {
        long after = journal().head().position();
        for (int i = 0; i < 30; i++) {
            append(IntStream.range(0, 100).mapToObj(n -> draft("much", "x")).toArray(Draft[]::new));
        }
        append(draft("rare", "found"));
        assertThat(readAll(after, filters("rare"), 10))
                .extracting(event -> event.payload().text())
                .containsExactly("found");
        assertThat(readAll(after, filters("*"), 1_000)).hasSize(3_001);
    }

    @Test
    void boundsAPageOfLargeEvents() {
        long after = journal().head().position();
        for (int i = 0; i < 8; i++) {
            append(draft("large", Integer.toString(i).repeat(600_000)));
        }
        assertThat(journal().readAfter(after, filters("*"), 1_000, BYTES).events())
                .hasSize(1);
        assertThat(readAll(after, filters("*"), 1_000)).hasSize(8);
    }

    @Test
    void saysWhatItHasForgotten() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("a", "2"), draft("a", "3"));
        journal().trim(after + 2);
        assertThat(journal().head().trimmed()).isEqualTo(after + 2);
        Page page = journal().readAfter(after, filters("a"), 10, BYTES);
        assertThat(page.skipsAfter(after)).isTrue();
        assertThat(page.start()).isEqualTo(after + 2);
        assertThat(page.events()).extracting(event -> event.payload().text()).containsExactly("3");
    }

    @Test
    void forgetsNothingTwiceAndNeverMoreThanThereIs() {
        append(draft("a", "1"));
        long head = journal().head().position();
        journal().trim(head + 1_000);
        journal().trim(head - 1);
        assertThat(journal().head().trimmed()).isEqualTo(head);
        assertThat(positions(append(draft("a", "2")))).containsExactly(head + 1);
    }

    @Test
    void findsWhereAnInstantLies() {
        long after = append(draft("a", "before")).get(0).id().position();
        Instant instant = laterThan(readAll(after - 1, filters("**"), 10).get(0).time());
        append(draft("a", "after"));
        assertThat(journal().positionBefore(instant).finish()).isEqualTo(after);
    }

    /**
     * The next event must lie on the other side of the instant by the journal's clock, which ticks in milliseconds and may
     * go back by some when it is measured anew.
     */
    private Instant laterThan(Instant time) {
        Instant later = time.plusMillis(2);
        while (journal().clock().instant().isBefore(later.plusMillis(5))) {
            Thread.onSpinWait();
        }
        return later;
    }

    @Test
    void findsWhereTheNewestSoManyBegin() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("b", "2"), draft("a", "3"), draft("a", "4"), draft("b", "5"));
        assertThat(journal().positionBeforeLast(2, filters("a")).finish()).isEqualTo(after + 2);
        assertThat(journal().positionBeforeLast(2, filters("*")).finish()).isEqualTo(after + 3);
        assertThat(journal().positionBeforeLast(2, filters("a", "b")).finish()).isEqualTo(after + 3);
        assertThat(journal().positionBeforeLast(100, filters("a")).finish())
                .isEqualTo(journal().head().trimmed());
    }

    @Test
    void findsTheNewestOfEachTopic() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("b", "2"), draft("a", "3"), draft("c/d", "4"));
        long head = journal().head().position();
        assertThat(journal().newest(filters("*"), head, 10).finish()).containsExactly(after + 2, after + 3);
        assertThat(journal().newest(filters("**"), head, 10).finish()).containsExactly(after + 2, after + 3, after + 4);
        assertThat(journal().newest(filters("a"), head, 10).finish()).containsExactly(after + 3);
        assertThat(journal().newest(filters("a"), after + 2, 10).finish()).containsExactly(after + 1);
        assertThat(journal().newest(filters("none"), head, 10).finish()).isEmpty();
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> journal().newest(filters("**"), head, 2).finish());
    }

    /** In a dictionary A/2 stands between a/1 and a/3. */
    @Test
    void findsEveryTopicOfAPatternWhateverStandsBetweenThemInADictionary() {
        long after = journal().head().position();
        append(draft("a/1", "1"), draft("A/2", "2"), draft("a/3", "3"), draft("a/Ä", "4"));
        assertThat(journal().newest(filters("a/*"), after + 4, 10).finish())
                .containsExactly(after + 1, after + 3, after + 4);
        assertThat(journal().newest(filters("A/*"), after + 4, 10).finish()).containsExactly(after + 2);
    }

    @Test
    void findsTopicsOfWhichOneBeginsLikeAnother() {
        long after = journal().head().position();
        append(draft("l", "1"), draft("l ", "2"), draft("l!", "3"), draft("l/a", "4"), draft("l/a ", "5"));
        append(draft("l/a/b", "6"), draft("lé", "7"), draft("l", "8"));
        assertThat(journal().newest(filters("l/*", "l/a/*"), after + 8, 10).finish())
                .containsExactly(after + 4, after + 5, after + 6);
        assertThat(journal().newest(filters("*"), after + 8, 100).finish())
                .contains(after + 2, after + 3, after + 7, after + 8)
                .doesNotContain(after + 1);
    }

    @Test
    void givesTheEventAtAPositionUnlessItIsForgotten() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("a", "2"), draft("a", "3"));
        journal().trim(after + 1);
        assertThat(journal().at(after + 1)).isEmpty();
        assertThat(journal().at(after + 3))
                .hasValueSatisfying(event -> assertThat(event.payload().text()).isEqualTo("3"));
    }

    @Test
    void givesTheEventsAtSomePositions() {
        long after = journal().head().position();
        append(draft("a", "1"), draft("a", "2"), draft("a", "3"), draft("a", "4"));
        journal().trim(after + 1);
        List<Long> positions = List.of(after + 1, after + 2, after + 4);
        Page page = journal().readAt(positions, BYTES);
        assertThat(page.events()).extracting(event -> event.payload().text()).containsExactly("2", "4");
        assertThat(page.upTo()).isEqualTo(after + 4);
        assertThat(page.hasMore()).isFalse();
    }

    @Test
    void givesAsManyEventsOfSomePositionsAsFit() {
        long after = journal().head().position();
        for (int i = 0; i < 6; i++) {
            append(draft("large", Integer.toString(i).repeat(400_000)));
        }
        List<Long> positions =
                LongStream.rangeClosed(after + 1, after + 6).boxed().toList();
        int pages = 0;
        List<String> texts = new ArrayList<>();
        for (List<Long> left = positions; !left.isEmpty(); pages++) {
            Page page = journal().readAt(left, BYTES);
            assertThat(page.events()).isNotEmpty();
            page.events().forEach(event -> texts.add(event.payload().text().substring(0, 1)));
            left = left.stream().filter(position -> position > page.upTo()).toList();
        }
        assertThat(texts).containsExactly("0", "1", "2", "3", "4", "5");
        assertThat(pages).isGreaterThanOrEqualTo(3);
    }

    @Test
    void findsTheNewestOfManyTopicsAndStopsAtTheLimit() {
        long after = journal().head().position();
        int topics = 1_203;
        for (int start = 0; start < topics; start += 401) {
            append(IntStream.range(start, start + 401)
                    .mapToObj(i -> draft("many/" + i, "old"))
                    .toArray(Draft[]::new));
        }
        for (int start = 0; start < topics; start += 401) {
            append(IntStream.range(start, start + 401)
                    .mapToObj(i -> draft("many/" + i + "/x", "other"))
                    .toArray(Draft[]::new));
        }
        long head = journal().head().position();
        List<Long> all =
                LongStream.rangeClosed(after + 1, after + topics).boxed().toList();
        assertThat(journal().newest(filters("many/*"), head, 10_000).finish()).isEqualTo(all);
        assertThat(journal().newest(filters("many/**"), head, 10_000).finish()).hasSize(2 * topics);
        assertThat(journal().newest(filters("many/*"), after + 700, 10_000).finish())
                .isEqualTo(all.subList(0, 700));
        String[] named = IntStream.range(0, 1_000).mapToObj(i -> "many/" + i).toArray(String[]::new);
        assertThat(journal().newest(filters(named), head, 10_000).finish()).isEqualTo(all.subList(0, 1_000));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() ->
                        journal().newest(filters("many/*"), head, topics - 1).finish())
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.PARAMETER_INVALID));
        assertThat(journal().positionBeforeLast(1_000, filters("many/*")).finish())
                .isEqualTo(after + topics - 1_000);
    }

    @Test
    void knowsTheNewestEventThatItHasWritten() {
        Receipt receipt = append(draft("a", "1")).get(0);
        assertThat(journal().known()).isEqualTo(receipt.id());
        assertThat(journal().head().cursor()).isEqualTo(journal().known());
    }

    @Test
    void findsEveryInstantBetweenManyEvents() {
        long after = journal().head().position();
        List<Instant> times = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            times.add(laterThan(readAll(append(draft("a", "x")).get(0).id().position() - 1, filters("**"), 10)
                    .get(0)
                    .time()));
        }
        for (int i = 0; i < 40; i++) {
            assertThat(journal().positionBefore(times.get(i)).finish()).isEqualTo(after + i + 1);
        }
    }
}
