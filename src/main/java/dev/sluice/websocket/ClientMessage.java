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

/** A message of a client: a JSON object with a type. Each method checks the members that it reads. */
record ClientMessage(JsonObject json, String type, Ref ref) {

    static final String CLOUD_EVENTS = "cloudevents";

    private static final int MAX_NAME_CHARACTERS = 128;

    /**
     * Parses the content of a text frame: one message, or an array of them.
     *
     * @param most the largest number of messages in one frame
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
        throw MESSAGE_INVALID.because("a message has to be a JSON object with the member type, a string");
    }

    Optional<String> subscription() {
        Optional<String> name = text("sub");
        if (name.filter(text -> text.length() > MAX_NAME_CHARACTERS).isPresent()) {
            throw MESSAGE_INVALID.because("sub has at most " + MAX_NAME_CHARACTERS + " characters");
        }
        return name;
    }

    /**
     * Gives the filters of {@code topics}, or the one of {@code channel}; none if the message has neither, which means all
     * topics. An empty name does not count as none: it is kept, and refused as a topic.
     */
    List<String> topics() {
        Optional<JsonValue> topics = members().strict().value("topics");
        Optional<String> channel = members().strict().wellFormedText("channel");
        if (topics.isPresent() && channel.isPresent()) {
            throw MESSAGE_INVALID.because("a message may have topics or channel, but not both");
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
        throw MESSAGE_INVALID.because("topics has to be an array of at least one string");
    }

    /** Refuses unknown members: a misspelt start would be ignored, and the client would lose the events it has missed. */
    void requireOnly(Set<String> members) {
        if (!members.containsAll(json.keySet())) {
            throw MESSAGE_INVALID.because(
                    type + " may only have the members " + String.join(", ", new TreeSet<>(members)));
        }
    }

    /**
     * Gives the start position: the same parameters as over HTTP, in the same order. An empty cursor is refused: ignored, it
     * would start at the latest event, and the client would lose the events it has missed.
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

    /** Whether the publisher receives its own event, too. */
    boolean wantsEcho() {
        return flag("echo", true);
    }

    /** Gives {@code cloudevents}, or an empty text for the default format. */
    String format() {
        String format = text("format").orElse("");
        if (!format.isEmpty() && !format.equals(CLOUD_EVENTS)) {
            throw MESSAGE_INVALID.because("format has to be " + CLOUD_EVENTS + ", or be left out");
        }
        return format;
    }

    /**
     * Gives the member that the subscription makes present. A message with a state and no name has one, too.
     *
     * @param names gives the member's actual name, from the name in the message
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

    /** Gives the new state of a member. */
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

    /** Gives the members of the draft, without those that belong to the message only. */
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
