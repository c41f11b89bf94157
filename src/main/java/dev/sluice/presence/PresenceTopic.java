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

/** {@code $presence/<topic>}: what is told of those who are on a topic. */
final class PresenceTopic {

    private static final EventType PRESENT = new EventType("present");

    private PresenceTopic() {}

    static Topic of(Topic topic) {
        if (topic.isSystem()) {
            throw TOPIC_INVALID.because("nobody is present on a topic of the system");
        }
        return new Topic(TopicFilter.PRESENCE + topic.value());
    }

    static boolean isAmong(Filters filters) {
        return filters.list().stream().anyMatch(TopicFilter::isPresence);
    }

    /** The topics of which somebody who asks with these filters is told who is there: those named, and those that match. */
    static Set<Topic> known(Filters filters, Collection<Topic> occupied) {
        Set<Topic> known = new LinkedHashSet<>();
        for (TopicFilter filter : filters.list()) {
            if (filter.isPresence() && !filter.isPattern()) {
                known.add(new Topic(filter.withoutPresence().value()));
            }
        }
        occupied.stream().filter(topic -> filters.matches(of(topic))).forEach(known::add);
        return known;
    }

    static VolatileEvent event(Topic topic, Change change, Member member, Instant time) {
        return event(topic, time, new EventKey(member.name()), change.type(), MemberJson.of(member));
    }

    static VolatileEvent present(Topic topic, List<Member> members, Instant time) {
        String json = new JsonText().raw("members", MemberJson.all(members)).end();
        return event(topic, time, EventKey.NONE, PRESENT, json);
    }

    /** About the member, so that a subscriber who conflates hears the newest of each. */
    private static VolatileEvent event(Topic topic, Instant time, EventKey subject, EventType type, String json) {
        Payload payload = Payload.text(ContentType.JSON, json);
        return new VolatileEvent(
                time, new Content(of(topic), subject, type, payload, Attributes.NONE), DeliveryOptions.USUAL);
    }
}
