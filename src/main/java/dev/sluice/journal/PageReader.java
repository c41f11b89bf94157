package dev.sluice.journal;

import static dev.sluice.event.Rejection.JOURNAL_DAMAGED;

import dev.sluice.event.Event;
import dev.sluice.event.Filters;
import dev.sluice.log.Incident;
import java.lang.System.Logger;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads pages of events: from a position onwards by filters, or at given positions. Any thread may call. */
final class PageReader {

    private static final Logger LOG = System.getLogger(JpaJournal.class.getName());

    /** The maximum number of events in a page that is read by positions. */
    private static final int MAX_POSITIONS = 500;

    /** Logs one line, however many readers find the hole. The incident lasts as long as the gateway runs. */
    private final Incident damaged = new Incident(
            LOG, "the journal has lost events that retention has not deleted", "the journal has its events again");

    private final CheckedReads reads;
    private final Transactions transactions;

    PageReader(CheckedReads reads, Transactions transactions) {
        this.reads = reads;
        this.transactions = transactions;
    }

    Page readAfter(long position, Filters filters, int limit, int bytes) {
        return reads.read(reader -> {
            for (Head head = reader.head(), before = null; ; before = head, head = reader.head()) {
                long start = Math.max(position, head.trimmed());
                if (start >= head.position()) {
                    return new Page(head.epoch(), start, List.of(), start, head.position());
                }
                long upTo = reader.rangeEnd(start, head.position(), bytes);
                List<Event> range = reader.range(head.epoch(), start, upTo);
                // positions are gapless: retention has deleted a part of an incomplete range in the meantime
                if (isComplete(range, start, upTo)) {
                    // throws if the database has failed over in between and has answered with other events
                    reader.head();
                    return page(reader, range, start, upTo, head, filters, limit);
                }
                if (before != null && before.trimmed() == head.trimmed()) {
                    damaged.failed("after", start);
                    throw JOURNAL_DAMAGED.because("the journal has lost events; the log says after which position");
                }
            }
        });
    }

    /** Whether the range has each position once, in order. */
    private static boolean isComplete(List<Event> range, long start, long upTo) {
        long next = start;
        for (Event event : range) {
            if (event.position() != ++next) {
                return false;
            }
        }
        return next == upTo;
    }

    private Page page(
            JournalReader reader, List<Event> range, long start, long upTo, Head head, Filters filters, int limit) {
        List<Event> matching = range.stream()
                .filter(event -> filters.matches(event.topic()))
                .limit(limit)
                .toList();
        if (matching.size() == limit) {
            return new Page(
                    head.epoch(), start, matching, matching.get(limit - 1).position(), head.position());
        }
        long end = matching.isEmpty() && upTo < head.position() ? skipAhead(reader, filters, upTo, head) : upTo;
        return new Page(head.epoch(), start, matching, end, head.position());
    }

    /** Finds the next match of rare topics in the index, so that the ranges in between need not be read. */
    private long skipAhead(JournalReader reader, Filters filters, long upTo, Head head) {
        Optional<Set<String>> topics = reader.byTopic().fewTopics(transactions.product(), filters);
        if (topics.isEmpty()) {
            return upTo;
        }
        OptionalLong next = reader.byTopic().nextOf(topics.get(), upTo);
        // the head is read last: events that were deleted before the search may have matched, and must show as a gap
        if (reader.head().trimmed() > upTo) {
            return upTo;
        }
        return next.isPresent() ? Math.min(next.getAsLong() - 1, head.position()) : head.position();
    }

    Page readAt(List<Long> positions, int bytes) {
        List<Long> next = positions.subList(0, Math.min(MAX_POSITIONS, positions.size()));
        return reads.read(reader -> {
            List<Long> fitting = reader.fitting(next, bytes);
            long last = fitting.get(fitting.size() - 1);
            List<Event> events = reader.at(fitting);
            String epoch = reader.lastHead().orElseThrow().epoch();
            return new Page(epoch, positions.get(0) - 1, events, last, positions.get(positions.size() - 1));
        });
    }
}
