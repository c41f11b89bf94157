package dev.sluice.presence;

import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.Attributes;
import dev.sluice.event.Content;
import dev.sluice.event.ContentType;
import dev.sluice.event.DeliveryOptions;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.Filters;
import dev.sluice.event.Member;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import dev.sluice.event.VolatileEvent;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.MemberJson;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The topic {@code $presence/<topic>} and its events about the members of a topic. */
final class PresenceTopic {

    private static final EventType PRESENT = new EventType("present");

    private PresenceTopic() {}

    static Topic of(Topic topic) {
        if (topic.isSystem()) {
            throw TOPIC_INVALID.because("a system topic, which starts with $, has no members");
        }
        return new Topic(TopicFilter.PRESENCE + topic.value());
    }

    static boolean isAmong(Filters filters) {
        return filters.list().stream().anyMatch(TopicFilter::isPresence);
    }

    /** Gives the topics whose members a subscriber with these filters gets: the named ones, and the occupied ones that match. */
    static Set<Topic> requested(Filters filters, Collection<Topic> occupied) {
        Set<Topic> requested = new LinkedHashSet<>();
        for (TopicFilter filter : filters.list()) {
            if (filter.isPresence() && !filter.isPattern()) {
                requested.add(new Topic(filter.withoutPresence().value()));
            }
        }
        occupied.stream().filter(topic -> filters.matches(of(topic))).forEach(requested::add);
        return requested;
    }

    static VolatileEvent event(Topic topic, Change change, Member member, Instant time) {
        return event(topic, time, new EventKey(member.name()), change.type(), MemberJson.of(member));
    }

    static VolatileEvent present(Topic topic, List<Member> members, Instant time) {
        String json = new JsonText().raw("members", MemberJson.all(members)).end();
        return event(topic, time, EventKey.NONE, PRESENT, json);
    }

    /** The name of the member is the event key, so that a conflating subscriber gets the newest state of each member. */
    private static VolatileEvent event(Topic topic, Instant time, EventKey subject, EventType type, String json) {
        Payload payload = Payload.text(ContentType.JSON, json);
        return new VolatileEvent(
                time, new Content(of(topic), subject, type, payload, Attributes.NONE), DeliveryOptions.USUAL);
    }
}
