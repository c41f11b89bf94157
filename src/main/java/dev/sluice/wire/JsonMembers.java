package dev.sluice.wire;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Text;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The members of a JSON object from outside, each as the type that the protocol demands. A member of another type is refused
 * by its name, and never with its value, which may be a secret.
 *
 * <p>A member that is null counts as absent. So does the empty text, which many languages and forms send for a value that
 * they do not have; in {@link #strict} members it is a value.
 */
public final class JsonMembers {

    private final Map<String, JsonValue> members;
    private final Rejection rejection;
    private final UnaryOperator<String> label;
    private final boolean strict;

    private JsonMembers(
            Map<String, JsonValue> members, Rejection rejection, UnaryOperator<String> label, boolean strict) {
        this.members = members;
        this.rejection = rejection;
        this.label = label;
        this.strict = strict;
    }

    /**
     * Gives access to the members of an object, which are not copied.
     *
     * @param rejection the reason for which a member of another type is refused
     */
    public static JsonMembers of(Map<String, JsonValue> object, Rejection rejection) {
        return new JsonMembers(object, rejection, UnaryOperator.identity(), false);
    }

    /** The same members; the empty text is a value and not absent. */
    public JsonMembers strict() {
        return new JsonMembers(members, rejection, label, true);
    }

    /**
     * The same members, called differently in refusals.
     *
     * @param newLabel makes the subject of the message from the name of a member, such as {@code the claim sub of the token}
     */
    public JsonMembers labelled(UnaryOperator<String> newLabel) {
        return new JsonMembers(members, rejection, newLabel, strict);
    }

    /** A member of any type. */
    public Optional<JsonValue> value(String name) {
        return Optional.ofNullable(members.get(name))
                .filter(value -> !value.equals(JsonValue.NULL) && (strict || !isEmptyText(value)));
    }

    /** Whether the member is present. */
    public boolean has(String name) {
        return value(name).isPresent();
    }

    private static boolean isEmptyText(JsonValue value) {
        return value instanceof JsonString text && text.getString().isEmpty();
    }

    /** A string. Unpaired surrogates are left for the type that the text becomes, which refuses them by its own code. */
    public Optional<String> text(String name) {
        return value(name).map(value -> {
            if (value instanceof JsonString text) {
                return text.getString();
            }
            throw invalid(name, "a string");
        });
    }

    /** A string without unpaired surrogates. */
    public Optional<String> wellFormedText(String name) {
        Optional<String> text = text(name);
        if (text.filter(value -> !Text.isWellFormed(value)).isPresent()) {
            throw invalid(name, "a string without unpaired surrogates");
        }
        return text;
    }

    /** An array of strings; empty if there is none. */
    public List<String> texts(String name) {
        return value(name)
                .map(value -> {
                    if (value instanceof JsonArray list && list.stream().allMatch(JsonString.class::isInstance)) {
                        return list.getValuesAs(JsonString::getString);
                    }
                    throw invalid(name, "an array of strings");
                })
                .orElse(List.of());
    }

    /** A number. */
    public Optional<JsonNumber> number(String name) {
        return value(name).map(value -> {
            if (value instanceof JsonNumber number) {
                return number;
            }
            throw invalid(name, "a number");
        });
    }

    /** True or false. */
    public boolean flag(String name, boolean otherwise) {
        return value(name)
                .map(value -> {
                    if (value.equals(JsonValue.TRUE) || value.equals(JsonValue.FALSE)) {
                        return value.equals(JsonValue.TRUE);
                    }
                    throw invalid(name, "true or false");
                })
                .orElse(otherwise);
    }

    /**
     * The refusal of a member.
     *
     * @param right what the member must be
     */
    public RejectedException invalid(String name, String right) {
        return rejection.because(label.apply(name) + " must be " + right);
    }
}
