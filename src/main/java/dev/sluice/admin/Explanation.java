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

/** Why a connection got an event, or did not: each of its subscriptions is looked at by itself. */
@Singleton
class Explanation {

    private final Journal journal;

    @Inject
    Explanation(Journal journal) {
        this.journal = journal;
    }

    String json(Connection connection, Cursor id) {
        // first how far it has got: then an event that it has passed is one that it had to get
        List<SubscriptionStatus> readings = connection.readings();
        Head head = journal.head();
        JsonText json =
                new JsonText().member("connection", connection.id().value()).member("event", id.toString());
        Optional<Finding> absence = absence(head, id);
        Optional<Event> event = absence.isPresent() ? Optional.empty() : journal.at(id.position());
        event.ifPresent(
                found -> json.member("topic", found.topic().value()).member("time", JsonValues.time(found.time())));
        List<Finding> findings = event.map(found -> findings(connection, readings, found))
                .orElseGet(() -> List.of(absence.orElseGet(Explanation::forgotten)));
        return json.raw("findings", findings.stream().map(Finding::json).collect(JsonText.array()))
                .end();
    }

    private static Optional<Finding> absence(Head head, Cursor id) {
        if (!id.epoch().equals(head.epoch())) {
            return Optional.of(Finding.of(
                    OTHER_EPOCH,
                    "This is an event of another journal; the epoch of this one is " + head.epoch() + "."));
        }
        if (id.position() > head.position()) {
            return Optional.of(
                    Finding.of(NOT_PUBLISHED, "There is no such event yet: the newest is " + head.cursor() + "."));
        }
        return id.position() <= head.trimmed() ? Optional.of(forgotten()) : Optional.empty();
    }

    private static Finding forgotten() {
        return Finding.of(
                PAST_RETENTION, "The journal does not hold it any more. Who had not come that far is told of a gap.");
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
            return List.of(Finding.of(NOT_MATCHED, status, "No filter matches the topic " + event.topic() + "."));
        }
        List<Finding> findings = new ArrayList<>();
        if (!mayRead(connection, event)) {
            findings.add(Finding.of(FORBIDDEN, status, "Its client may not read this topic now."));
        }
        if (event.options().notTo().equals(Optional.of(connection.id()))) {
            findings.add(Finding.of(OWN, status, "This connection published it, and did not want it back."));
        }
        if (event.isExpiredAt(journal.clock().instant())) {
            findings.add(Finding.of(
                    EXPIRED,
                    status,
                    "Its time to live ended at "
                            + JsonValues.time(event.time().plus(event.options().ttl()))
                            + ": since then nobody gets it. It may have been delivered before."));
        }
        if (event.position() <= status.begin().position()) {
            findings.add(Finding.of(
                    BEFORE_START,
                    status,
                    "The subscription began after " + status.begin()
                            + ": what stands up to there only comes if it asks for it."
                            + " It may have been delivered before, to another subscription."));
        } else if (event.position() > status.cursor().position()) {
            findings.add(Finding.of(
                    LAGGING,
                    status,
                    "The subscription has come as far as " + status.cursor() + ": the event is still to come."));
        }
        return findings.isEmpty()
                ? List.of(Finding.of(DELIVERED, status, "It has been written to the connection."))
                : findings;
    }

    private static boolean mayRead(Connection connection, Event event) {
        return connection.mayRead(event.topic())
                && Clients.visitorOf(connection).caller().mayRead(event.topic());
    }
}
