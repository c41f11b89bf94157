package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.DATA_TOO_LARGE;

import dev.sluice.event.RejectedException;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParser.Event;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads messages, drafts and CloudEvents as they stream: one JSON value, or an array of a bounded number. A parsed value takes some thirty times the
 * room of its text, so that the members which go on as text stay text, and the number of all other values is bounded. The
 * reader stops at the first thing that is too much.
 */
public final class JsonMessages {

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    /** Members whose arrays and objects are passed on as text. */
    private static final Set<String> TEXTS = Set.of("data", "state");

    /** For each message that may come, many times its members, and for one more than the filters of a connection. */
    private static final int VALUES_OF_A_MESSAGE = 32;

    private static final int VALUES_OF_ANY = 20_000;

    private final JsonParser parser;
    private final String what;
    private final Budget budget;
    private int depth;

    private JsonMessages(JsonParser parser, String what, Budget budget) {
        this.parser = parser;
        this.what = what;
        this.budget = budget;
    }

    /** The values that may be parsed of one body or frame, in all its lines together. */
    private static final class Budget {

        private int left;

        private Budget(int messages) {
            left = VALUES_OF_ANY + VALUES_OF_A_MESSAGE * messages;
        }

        private boolean takeOne() {
            return --left >= 0;
        }
    }

    /**
     * The one value of a text, or the values of its array, unless that is empty.
     *
     * @param what what the text is, for the message
     * @throws RejectedException {@code body-invalid}; {@code data-too-large} if there are more than {@code most}
     */
    public static List<JsonValue> read(String text, String what, int most) {
        return whole(text, what, new Budget(most), reader -> reader.all(most));
    }

    /**
     * The values of an array, which may be empty.
     *
     * @throws RejectedException as {@link #read(String, String, int)}, and {@code body-invalid} if it is no array
     */
    public static List<JsonValue> array(String text, String what, int most) {
        return whole(text, what, new Budget(most), reader -> {
            if (reader.parser.next() != Event.START_ARRAY) {
                throw BODY_INVALID.because(what + " is a JSON array");
            }
            return reader.messages(most);
        });
    }

    /**
     * The values of lines of JSON, without the blank ones; one more than allowed if there are too many.
     *
     * @throws RejectedException as {@link #read(String, String, int)}
     */
    public static List<JsonValue> lines(String text, int most) {
        Budget budget = new Budget(most);
        List<JsonValue> values = new ArrayList<>();
        int number = 0;
        Iterator<String> lines = text.lines().iterator();
        while (lines.hasNext() && values.size() <= most) {
            String line = lines.next();
            number++;
            if (!line.isBlank()) {
                values.add(one(line, "line " + number, budget));
            }
        }
        return values;
    }

    /** The one value of a text. */
    public static JsonValue read(String text, String what) {
        return one(text, what, new Budget(1));
    }

    private static JsonValue one(String text, String what, Budget budget) {
        return whole(text, what, budget, reader -> reader.value(reader.parser.next()));
    }

    private static <T> T whole(String text, String what, Budget budget, Function<JsonMessages, T> read) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            T value = read.apply(new JsonMessages(parser, what, budget));
            if (!parser.hasNext()) {
                return value;
            }
        } catch (RejectedException e) {
            throw e;
        } catch (RuntimeException | StackOverflowError e) {
            // as in Jsons: the text is the only thing that can be wrong here
            throw invalid(what);
        }
        throw BODY_INVALID.because(what + " has something behind its JSON");
    }

    private static RejectedException invalid(String what) {
        return BODY_INVALID.because(what + " is not valid JSON, or too deep");
    }

    private List<JsonValue> all(int most) {
        Event first = parser.next();
        if (first != Event.START_ARRAY) {
            return List.of(value(first));
        }
        List<JsonValue> messages = messages(most);
        return messages.isEmpty() ? List.of(JsonValue.EMPTY_JSON_ARRAY) : messages;
    }

    private List<JsonValue> messages(int most) {
        List<JsonValue> messages = new ArrayList<>();
        for (Event next = parser.next(); next != Event.END_ARRAY; next = parser.next()) {
            if (messages.size() == most) {
                throw DATA_TOO_LARGE.because(what + " has at most " + most + " entries");
            }
            messages.add(value(next));
        }
        return messages;
    }

    private JsonValue value(Event event) {
        if (!budget.takeOne()) {
            throw DATA_TOO_LARGE.because(what + " has too many values beside its data");
        }
        return switch (event) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            default -> parser.getValue();
        };
    }

    private JsonObject object() {
        deeper();
        JsonObjectBuilder object = PROVIDER.createObjectBuilder();
        for (Event next = parser.next(); next != Event.END_OBJECT; next = parser.next()) {
            String name = parser.getString();
            Event value = parser.next();
            object.add(name, depth == 1 && TEXTS.contains(name) ? text(value) : value(value));
        }
        depth--;
        return object.build();
    }

    private JsonArray array() {
        deeper();
        JsonArrayBuilder array = PROVIDER.createArrayBuilder();
        for (Event next = parser.next(); next != Event.END_ARRAY; next = parser.next()) {
            array.add(value(next));
        }
        depth--;
        return array.build();
    }

    private void deeper() {
        if (++depth > JsonScan.DEEPEST) {
            throw invalid(what);
        }
    }

    private JsonValue text(Event event) {
        return switch (event) {
            case START_OBJECT -> new RawJson(JsonValue.ValueType.OBJECT, copy(event));
            case START_ARRAY -> new RawJson(JsonValue.ValueType.ARRAY, copy(event));
            default -> parser.getValue();
        };
    }

    /** The text of an array or object, without the white space between its values. */
    private String copy(Event begin) {
        StringBuilder text = new StringBuilder();
        int open = 0;
        boolean comma = false;
        Event event = begin;
        while (true) {
            boolean ends = event == Event.END_ARRAY || event == Event.END_OBJECT;
            if (comma && !ends) {
                text.append(',');
            }
            comma = true;
            switch (event) {
                case START_ARRAY, START_OBJECT -> {
                    text.append(event == Event.START_ARRAY ? '[' : '{');
                    comma = false;
                    open++;
                    deeper();
                }
                case END_ARRAY, END_OBJECT -> {
                    text.append(event == Event.END_ARRAY ? ']' : '}');
                    open--;
                    depth--;
                }
                case KEY_NAME -> {
                    // half a character stays an escape, and is refused where the text becomes something
                    text.append(JsonText.quoted(parser.getString())).append(':');
                    comma = false;
                }
                case VALUE_STRING -> text.append(JsonText.quoted(parser.getString()));
                case VALUE_NUMBER -> text.append(parser.getString());
                case VALUE_TRUE -> text.append("true");
                case VALUE_FALSE -> text.append("false");
                case VALUE_NULL -> text.append("null");
            }
            if (open == 0) {
                return text.toString();
            }
            event = parser.next();
        }
    }

    /** An array or an object that nobody here looks into. */
    private record RawJson(JsonValue.ValueType type, String text) implements JsonValue {

        @Override
        public ValueType getValueType() {
            return type;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
