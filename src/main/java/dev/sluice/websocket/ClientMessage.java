package dev.sluice.websocket;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.MESSAGE_INVALID;
import static dev.sluice.event.Rejection.TOPIC_INVALID;

import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.hub.Start;
import dev.sluice.wire.JsonMembers;
import dev.sluice.wire.JsonMessages;
import dev.sluice.wire.Jsons;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/** A message of a client: a JSON object with a type. What it holds is checked when it is asked for. */
record ClientMessage(JsonObject json, String type, Ref ref) {

    static final String CLOUD_EVENTS = "cloudevents";

    private static final int LONGEST_NAME = 128;

    /**
     * The content of a text frame: one message, or an array of them.
     *
     * @param most how many of them a frame may have
     */
    static List<JsonValue> parseAll(String text, int most) {
        return parsed(() -> JsonMessages.read(text, "the frame", most));
    }

    static ClientMessage parse(String text) {
        return of(parsed(() -> JsonMessages.read(text, "the message")));
    }

    private static <T> T parsed(Supplier<T> read) {
        try {
            return read.get();
        } catch (RejectedException e) {
            throw e.rejection() == BODY_INVALID ? MESSAGE_INVALID.because(e.getMessage()) : e;
        }
    }

    static ClientMessage of(JsonValue value) {
        if (value instanceof JsonObject json && json.get("type") instanceof JsonString type) {
            return new ClientMessage(json, type.getString(), Ref.of(json));
        }
        throw MESSAGE_INVALID.because("a message is a JSON object with a type");
    }

    Optional<String> subscription() {
        Optional<String> name = text("sub");
        if (name.filter(text -> text.length() > LONGEST_NAME).isPresent()) {
            throw MESSAGE_INVALID.because("sub has at most " + LONGEST_NAME + " characters");
        }
        return name;
    }

    /**
     * The filters, of {@code topics} or the one of {@code channel}; none if the client names none. An empty name is no topic,
     * and not none, which would be all topics.
     */
    List<String> topics() {
        Optional<JsonValue> topics = members().strict().value("topics");
        Optional<String> channel = members().strict().wellFormedText("channel");
        if (topics.isPresent() && channel.isPresent()) {
            throw MESSAGE_INVALID.because("a message has topics or channel, not both");
        }
        if (topics.isEmpty()) {
            return channel.map(List::of).orElse(List.of());
        }
        if (topics.get() instanceof JsonArray array
                && !array.isEmpty()
                && array.stream().allMatch(JsonString.class::isInstance)) {
            return array.getValuesAs(JsonString.class).stream()
                    .map(JsonString::getString)
                    .toList();
        }
        throw MESSAGE_INVALID.because("topics is an array of strings, and not empty");
    }

    /** A misspelt start would be read as none, and lose what the client has missed. */
    void requireOnly(Set<String> members) {
        if (!members.containsAll(json.keySet())) {
            throw MESSAGE_INVALID.because(
                    type + " has no other members than " + String.join(", ", new TreeSet<>(members)));
        }
    }

    /**
     * Where to start: the same words as over HTTP, in the same order. An empty cursor is refused: taken for none it would start at
     * the latest, and lose the events that the client has missed.
     */
    Start start() {
        return members()
                .strict()
                .wellFormedText("after")
                .map(Start::after)
                .or(() -> text("since").map(Start::since))
                .or(() -> members().number("last").map(JsonValue::toString).map(Start::last))
                .orElseGet(() -> flag("snapshot", false) ? new Start.Snapshot() : new Start.Latest());
    }

    boolean isVolatile() {
        return flag("volatile", false);
    }

    /** Whether the publisher wants back what it publishes. */
    boolean wantsEcho() {
        return flag("echo", true);
    }

    /** {@code cloudevents}, or empty for our own. */
    String format() {
        String format = text("format").orElse("");
        if (!format.isEmpty() && !format.equals(CLOUD_EVENTS)) {
            throw MESSAGE_INVALID.because("the only format to choose is " + CLOUD_EVENTS);
        }
        return format;
    }

    /**
     * Whom the subscription makes present, also if the client says a state and no name.
     *
     * @param names gives the name by which it is known, from the one that it says
     */
    Optional<Member> member(Function<Optional<String>, String> names) {
        Optional<String> name = text("member");
        Optional<JsonValue> state = members().strict().value("state");
        if (name.isEmpty() && state.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new Member(names.apply(name), state.map(JsonValue::toString).orElse(Member.NO_STATE)));
    }

    String token() {
        return text("token").orElseThrow(() -> MESSAGE_INVALID.because(type + " needs a token"));
    }

    /** The new state of a member. */
    String state() {
        if (!json.containsKey("state")) {
            throw MESSAGE_INVALID.because(type + " needs a state");
        }
        return json.get("state").toString();
    }

    Topic topic() {
        return new Topic(text("topic").orElseThrow(() -> TOPIC_INVALID.because(type + " needs a topic")))
                .requirePublishable();
    }

    boolean conflates() {
        return flag("conflate", false);
    }

    /** The draft that a publish is, without what is only of the message. */
    JsonObject draft() {
        return Jsons.without(json, Set.of("type", "ref", "volatile", "echo"));
    }

    private JsonMembers members() {
        return JsonMembers.of(json, MESSAGE_INVALID);
    }

    private Optional<String> text(String name) {
        return members().wellFormedText(name);
    }

    private boolean flag(String name, boolean otherwise) {
        return members().flag(name, otherwise);
    }
}
