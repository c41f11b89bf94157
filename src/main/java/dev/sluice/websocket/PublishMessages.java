package dev.sluice.websocket;

import dev.sluice.access.Visitor;
import dev.sluice.event.Draft;
import dev.sluice.hub.VolatileBus;
import dev.sluice.journal.Journal;
import dev.sluice.policy.Admission;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.wire.DraftJson;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.json.JsonObject;
import java.util.List;
import java.util.function.Function;

/** Handles the message {@code publish}, as text or as a binary frame. */
@Singleton
class PublishMessages {

    private final Admission admission;
    private final Journal journal;
    private final VolatileBus bus;
    private final DraftJson drafts;

    @Inject
    PublishMessages(Admission admission, Journal journal, VolatileBus bus, CurrentSettings settings) {
        this.admission = admission;
        this.journal = journal;
        this.bus = bus;
        this.drafts = new DraftJson(settings.now().limits().eventBytes());
    }

    void publish(ClientMessage message, ClientSession session) {
        publish(message, session, drafts::read);
    }

    void publish(BinaryFrame binary, ClientSession session) {
        publish(binary.header(), session, draft -> drafts.read(draft, binary.payload()));
    }

    private void publish(ClientMessage message, ClientSession session, Function<JsonObject, Draft> reader) {
        Visitor visitor = session.client().requireVisitor();
        admission.requirePublisher(visitor);
        admission.requirePublish(visitor, DraftJson.topic(message.json()));
        Draft read = reader.apply(message.draft());
        Draft sent =
                message.wantsEcho() ? read : read.notTo(session.connection().id());
        Draft draft = admission.admitPublish(visitor, List.of(sent)).get(0);
        if (message.isVolatile()) {
            publishVolatile(draft, message.ref(), session.replies());
        } else {
            publishDurable(draft, message.ref(), session.replies());
        }
    }

    /** Publishes a volatile event. It gets a reply only if the client wants one: sixty replies a second would be noise. */
    private void publishVolatile(Draft draft, Ref ref, ReplySender replies) {
        bus.pass(draft.unjournaled(journal.clock().instant()));
        if (ref.isNone()) {
            replies.skip();
        } else {
            replies.send(ServerMessage.of("ack", ref).end());
        }
    }

    private void publishDurable(Draft draft, Ref ref, ReplySender replies) {
        journal.append(List.of(draft)).whenComplete((receipts, fault) -> {
            if (fault == null) {
                replies.send(ServerMessage.ack(ref, receipts.get(0)));
            } else {
                replies.reject(ref, fault);
            }
        });
    }
}
