package dev.sluice.publish;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.KEY_INVALID;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.ConnectionId;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.EventType;
import dev.sluice.event.IdempotencyKey;
import dev.sluice.event.Payload;
import dev.sluice.event.Topic;
import dev.sluice.event.Trace;
import dev.sluice.http.FieldText;
import dev.sluice.http.Headers;
import dev.sluice.http.Query;
import dev.sluice.wire.Preconditions;
import dev.sluice.wire.Ttl;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Query parameters and headers of a publishing request. */
final class PublishParameters {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

    private static final String IF_MATCH = "If-Match";

    private static final String IF_NONE_MATCH = "If-None-Match";

    private static final String CLOUD_EVENT = "ce-";

    private static final Set<String> REQUIRED = Set.of("specversion", "id", "source", "type");

    private final Query query;
    private final Headers headers;

    PublishParameters(Query query, Headers headers) {
        this.query = query;
        this.headers = headers;
    }

    /** The topic, if the request names one. */
    Optional<Topic> topic() {
        List<String> topics = query.all("topic");
        if (topics.size() > 1) {
            throw TOPIC_INVALID.because("a publish must name one topic");
        }
        return topics.stream().findFirst().map(topic -> new Topic(topic).requirePublishable());
    }

    Topic requireTopic() {
        return topic().orElseThrow(() -> TOPIC_INVALID.because("a publish must name one topic, by ?topic="));
    }

    boolean isVolatile() {
        return query.flag("volatile", false);
    }

    /** Gives the draft of a request whose body is the data alone. */
    Draft draft(Payload payload) {
        return new Draft(requireTopic(), payload)
                .given(query.first("event").map(EventType::new), Draft::withType)
                .given(query.first("subject").map(EventKey::new), Draft::about);
    }

    /** Gives the trace that the request belongs to. */
    Optional<Trace> trace() {
        List<String> parents = headers.filled("traceparent");
        Optional<String> parent = parents.size() == 1 ? Optional.of(parents.get(0)) : Optional.empty();
        return Trace.of(parent, headers.joined("tracestate"));
    }

    /** Adds the options of the request, which are the same for each kind of body. */
    Draft withOptions(Draft draft, Optional<ConnectionId> notTo) {
        Draft complete = draft.given(key(), Draft::withKey)
                .given(query.first("ttl").map(Ttl::parse), Draft::withTtl)
                .given(Preconditions.of(header(IF_MATCH), header(IF_NONE_MATCH)), Draft::expecting)
                .given(notTo, Draft::notTo);
        return query.flag("final", false) ? complete.completing() : complete;
    }

    /** Gives the attributes of a CloudEvent in binary mode, without their prefix; empty for other requests. */
    Optional<Map<String, String>> cloudEvent() {
        Map<String, String> attributes = new TreeMap<>();
        for (String header : headers.names()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(CLOUD_EVENT)) {
                List<String> lines = headers.lines(name);
                if (lines.size() != 1 || !FieldText.isAscii(lines.get(0))) {
                    throw BODY_INVALID.because(
                            "a CloudEvent must have one " + name + " in ASCII: percent-encode other characters");
                }
                attributes.put(name.substring(CLOUD_EVENT.length()), lines.get(0));
            }
        }
        // a single required attribute suffices: the missing ones are then reported
        return REQUIRED.stream().anyMatch(attributes::containsKey) ? Optional.of(attributes) : Optional.empty();
    }

    /** Gives the connection that excludes itself from the event, by {@code echo=false}. */
    Optional<ConnectionId> excludedConnection() {
        Optional<ConnectionId> connection = query.first("connection").map(ConnectionId::new);
        if (query.flag("echo", true)) {
            return Optional.empty();
        }
        if (connection.isEmpty()) {
            throw PARAMETER_INVALID.because(
                    "echo=false also needs the parameter connection: the id from the event ready");
        }
        return connection;
    }

    /** Refuses options of a single event on a batch: ignoring a condition would break it silently. */
    void requireNoEventOptions() {
        if (!given(IDEMPOTENCY_KEY).isEmpty()) {
            throw KEY_INVALID.because("a batch must not have the header Idempotency-Key: each draft has its own key");
        }
        boolean conditional =
                Stream.of(IF_MATCH, IF_NONE_MATCH).anyMatch(name -> !given(name).isEmpty());
        if (conditional
                || Stream.of("ttl", "final").anyMatch(name -> query.first(name).isPresent())) {
            throw PARAMETER_INVALID.because(
                    "ttl, final, If-Match and If-None-Match apply to a single event, not to a batch");
        }
    }

    private Optional<IdempotencyKey> key() {
        Optional<String> key = header(IDEMPOTENCY_KEY);
        if (key.filter(value -> !FieldText.isAscii(value)).isPresent()) {
            throw KEY_INVALID.because("the header Idempotency-Key must be ASCII");
        }
        return key.map(IdempotencyKey::new);
    }

    private Optional<String> header(String name) {
        List<String> lines = given(name);
        if (lines.size() > 1) {
            throw name.equals(IDEMPOTENCY_KEY)
                    ? KEY_INVALID.because("a publish must have one Idempotency-Key at most")
                    : PARAMETER_INVALID.because("a publish must have one " + name + " at most");
        }
        return lines.stream().findFirst();
    }

    /** Gives the lines that are not empty: clients without a key or a condition may send an empty header. */
    private List<String> given(String name) {
        // an empty If-Match is an error: ignoring it would publish without the condition
        return name.equals(IF_MATCH) ? headers.lines(name) : headers.filled(name);
    }
}
