package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;

import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Reads JSON that clients send; whatever is wrong with it is {@code body-invalid}. */
public final class Jsons {

    // the methods of Json look for a provider each time, through every jar of the server: a third of a publish,
    // measured
    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    private Jsons() {}

    static JsonString string(String value) {
        return PROVIDER.createValue(value);
    }

    /**
     * A member of an object; none if it is null or the empty text, which is what many a language, and many a form, makes of a
     * value that it does not have. Over HTTP an empty parameter and an empty header are none, too.
     */
    public static Optional<JsonValue> member(JsonObject object, String name) {
        return value(object, name)
                .filter(value ->
                        !(value instanceof JsonString text && text.getString().isEmpty()));
    }

    /** A member of which the empty text is a value, or must not turn into none; none if it is null. */
    public static Optional<JsonValue> value(JsonObject object, String name) {
        return Optional.ofNullable(object.get(name)).filter(value -> !value.equals(JsonValue.NULL));
    }

    /** The object without some of its members. */
    public static JsonObject without(JsonObject object, Set<String> members) {
        JsonObjectBuilder rest = PROVIDER.createObjectBuilder(object);
        members.forEach(rest::remove);
        return rest.build();
    }

    /** @param what what the text is, for the message */
    public static JsonValue parse(String text, String what) {
        JsonScan.require(text, what, false);
        return whole(text, what, JsonParser::getValue);
    }

    /**
     * Refuses half a character, also an escaped one, in JSON that is valid otherwise.
     *
     * @throws dev.sluice.event.RejectedException {@code body-invalid}
     */
    public static void requireWhole(String json, String what) {
        JsonScan.require(json, what, true);
    }

    /** Checks a text that is kept as it is, without building it in memory. */
    public static void check(String text, String what) {
        JsonScan.require(text, what, true);
        whole(text, what, parser -> {
            while (parser.hasNext()) {
                parser.next();
            }
            return text;
        });
    }

    /** One value and nothing behind it. */
    private static <T> T whole(String text, String what, Function<JsonParser, T> read) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            parser.next();
            T value = read.apply(parser);
            if (!parser.hasNext()) {
                return value;
            }
        } catch (RuntimeException | StackOverflowError e) {
            // each implementation has exceptions of its own for what is cut off, or too deep, and one only says
            // RuntimeException; the text is the only thing that can be wrong here
            throw BODY_INVALID.because(what + " is not valid JSON, or too deep");
        }
        throw BODY_INVALID.because(what + " has something behind its JSON");
    }
}
