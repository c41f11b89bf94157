package dev.sluice.hub;

import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import dev.sluice.event.Cursor;
import dev.sluice.event.Filters;
import dev.sluice.event.Text;
import dev.sluice.hub.Gap.Reason;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import dev.sluice.journal.SteppedSearch;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.function.Supplier;

/** Where reading starts, in the client's words. */
public sealed interface Start {

    /** How many events {@code last}, and how many topics {@code snapshot}, may bring. */
    int MOST = 10_000;

    /** Searches the journal for where that is. */
    SteppedSearch<ResolvedStart> in(Journal journal, Filters filters);

    /** A cursor in a client's words: {@code earliest}, {@code latest}, or one that it was given. */
    static Start after(String text) {
        return switch (text) {
            case "earliest" -> new Earliest();
            case "latest" -> new Latest();
            default -> new After(Cursor.parse(text));
        };
    }

    /** As {@link #after}, for a client that could never get rid of a cursor that we refuse. */
    static Start afterAnything(String text) {
        return text.equals("earliest")
                        || text.equals("latest")
                        || Cursor.tryParse(text).isPresent()
                ? after(text)
                : new Unknown(text);
    }

    static Start since(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            instant.toEpochMilli();
            return new Since(instant);
        } catch (DateTimeException | ArithmeticException e) {
            throw PARAMETER_INVALID.because("since is an instant such as 2026-11-21T08:00:00Z");
        }
    }

    static Start last(String text) {
        if (!Text.isNumber(text, 5) || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw PARAMETER_INVALID.because("last is a number from 1 to " + MOST);
        }
        return new Last(Integer.parseInt(text));
    }

    /** A position means something only in the journal in which it was found: in another one the search begins again. */
    private static SteppedSearch<ResolvedStart> at(Journal journal, Supplier<SteppedSearch<Long>> search) {
        String epoch = journal.known().epoch();
        return search.get()
                .then(position -> SteppedSearch.of(journal::head)
                        .then(head -> head.epoch().equals(epoch)
                                ? SteppedSearch.of(() -> ResolvedStart.fresh(head.at(position)))
                                : at(journal, search)));
    }

    /** Exactly after a cursor, or with a gap where that cannot be. */
    record After(Cursor cursor) implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return SteppedSearch.of(() -> in(journal.head()));
        }

        ResolvedStart in(Head head) {
            if (!cursor.epoch().equals(head.epoch())) {
                return ResolvedStart.atTheEnd(head, cursor.toString(), Reason.EPOCH);
            }
            if (cursor.position() > head.position()) {
                return ResolvedStart.atTheEnd(head, cursor.toString(), Reason.UNKNOWN);
            }
            return cursor.position() < head.trimmed()
                    ? ResolvedStart.pastRetention(head, cursor)
                    : ResolvedStart.resumed(cursor);
        }
    }

    /** A text that a client sent as a cursor and that is none. */
    record Unknown(String text) implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return SteppedSearch.of(() -> ResolvedStart.atTheEnd(journal.head(), text, Reason.UNKNOWN));
        }
    }

    /** The oldest event that the journal holds. */
    record Earliest() implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return SteppedSearch.of(journal::head).map(head -> ResolvedStart.fresh(head.at(head.trimmed())));
        }
    }

    /** The start at the newest event. */
    record Latest() implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return SteppedSearch.of(journal::head).map(head -> ResolvedStart.fresh(head.cursor()));
        }
    }

    /** The first event of an instant or later. */
    record Since(Instant instant) implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return at(journal, () -> journal.positionBefore(instant));
        }
    }

    /** The newest events that match, so many. */
    record Last(int count) implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return at(journal, () -> journal.positionBeforeLast(count, filters));
        }
    }

    /** The newest event of each topic that matches, then what follows. */
    record Snapshot() implements Start {
        @Override
        public SteppedSearch<ResolvedStart> in(Journal journal, Filters filters) {
            return SteppedSearch.of(journal::head)
                    .then(head -> journal.newest(filters, head.position(), MOST)
                            .map(positions -> ResolvedStart.snapshot(head, positions)));
        }
    }
}
