package dev.sluice.admin;

import static dev.sluice.admin.Finding.Code.BEFORE_START;
import static dev.sluice.admin.Finding.Code.DELIVERED;
import static dev.sluice.admin.Finding.Code.EXPIRED;
import static dev.sluice.admin.Finding.Code.FORBIDDEN;
import static dev.sluice.admin.Finding.Code.LAGGING;
import static dev.sluice.admin.Finding.Code.NOT_MATCHED;
import static dev.sluice.admin.Finding.Code.NOT_PUBLISHED;
import static dev.sluice.admin.Finding.Code.NOT_SUBSCRIBED;
import static dev.sluice.admin.Finding.Code.OTHER_EPOCH;
import static dev.sluice.admin.Finding.Code.OWN;
import static dev.sluice.admin.Finding.Code.PAST_RETENTION;

import dev.sluice.event.Cursor;
import dev.sluice.event.Event;
import dev.sluice.hub.Connection;
import dev.sluice.hub.SubscriptionStatus;
import dev.sluice.journal.Head;
import dev.sluice.journal.Journal;
import dev.sluice.session.Clients;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.JsonValues;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Explains for each subscription of a connection why it got an event or did not. */
@Singleton
class Explanation {

    private final Journal journal;

    @Inject
    Explanation(Journal journal) {
        this.journal = journal;
    }

    String json(Connection connection, Cursor id) {
        // before the event is read: otherwise a subscription could pass the event in between, and look as if it lagged
        List<SubscriptionStatus> readings = connection.readings();
        Head head = journal.head();
        JsonText json =
                new JsonText().member("connection", connection.id().value()).member("event", id.toString());
        Optional<Finding> absence = absence(head, id);
        Optional<Event> event = absence.isPresent() ? Optional.empty() : journal.at(id.position());
        event.ifPresent(
                found -> json.member("topic", found.topic().value()).member("time", JsonValues.time(found.time())));
        List<Finding> findings = event.map(found -> findings(connection, readings, found))
                .orElseGet(() -> List.of(absence.orElseGet(Explanation::removed)));
        return json.raw("findings", findings.stream().map(Finding::json).collect(JsonText.array()))
                .end();
    }

    private static Optional<Finding> absence(Head head, Cursor id) {
        if (!id.epoch().equals(head.epoch())) {
            return Optional.of(Finding.of(
                    OTHER_EPOCH,
                    "The event belongs to another journal; the epoch of this one is " + head.epoch() + "."));
        }
        if (id.position() > head.position()) {
            return Optional.of(Finding.of(
                    NOT_PUBLISHED, "The event does not exist yet; the newest one is " + head.cursor() + "."));
        }
        return id.position() <= head.trimmed() ? Optional.of(removed()) : Optional.empty();
    }

    private static Finding removed() {
        return Finding.of(
                PAST_RETENTION,
                "The retention has removed the event from the journal. Subscriptions that had not read it get a gap.");
    }

    List<Finding> findings(Connection connection, List<SubscriptionStatus> readings, Event event) {
        if (readings.isEmpty()) {
            return List.of(Finding.of(NOT_SUBSCRIBED, "The connection has no subscription."));
        }
        return readings.stream()
                .flatMap(status -> findings(connection, status, event).stream())
                .toList();
    }

    private List<Finding> findings(Connection connection, SubscriptionStatus status, Event event) {
        if (!status.subscription().filters().matches(event.topic())) {
            return List.of(Finding.of(
                    NOT_MATCHED, status, "No filter of the subscription matches the topic " + event.topic() + "."));
        }
        List<Finding> findings = new ArrayList<>();
        if (!mayRead(connection, event)) {
            findings.add(Finding.of(FORBIDDEN, status, "The client currently has no grant to read this topic."));
        }
        if (event.options().notTo().equals(Optional.of(connection.id()))) {
            findings.add(Finding.of(OWN, status, "The client published the event on this connection with echo=false."));
        }
        if (event.isExpiredAt(journal.clock().instant())) {
            findings.add(Finding.of(
                    EXPIRED,
                    status,
                    "The event expired at "
                            + JsonValues.time(event.time().plus(event.options().ttl()))
                            + " and is no longer delivered. It may have been delivered before."));
        }
        if (event.position() <= status.begin().position()) {
            findings.add(Finding.of(
                    BEFORE_START,
                    status,
                    "The subscription started after " + status.begin()
                            + ", and events up to there are only delivered on request (last, since, after or snapshot)."
                            + " It may have been delivered before, to another subscription."));
        } else if (event.position() > status.cursor().position()) {
            findings.add(Finding.of(
                    LAGGING,
                    status,
                    "The subscription has reached " + status.cursor() + " and has not delivered the event yet."));
        }
        return findings.isEmpty()
                ? List.of(Finding.of(DELIVERED, status, "The event has been written to the connection."))
                : findings;
    }

    private static boolean mayRead(Connection connection, Event event) {
        return connection.mayRead(event.topic())
                && Clients.visitorOf(connection).caller().mayRead(event.topic());
    }
}
