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
 * Reads messages, drafts and CloudEvents with a streaming parser: one JSON value, or an array with a bounded number of
 * values. A parsed value takes about thirty times the memory of its text; so members that are passed on unchanged stay text,
 * and the number of all other values is bounded. The reader stops at the first excess.
 */
public final class JsonMessages {

    private static final JsonProvider PROVIDER = JsonProvider.provider();
    private static final JsonParserFactory PARSERS = PROVIDER.createParserFactory(Map.of());

    /** Members whose arrays and objects are passed on as text. */
    private static final Set<String> TEXTS = Set.of("data", "state");

    /** Values for each message of a batch or a frame: several times the members that a message can have. */
    private static final int VALUES_PER_MESSAGE = 32;

    /** Values for each body or frame in addition: more than the filters that a connection can have. */
    private static final int BASE_VALUES = 20_000;

    private final JsonParser parser;
    private final String what;
    private final Budget budget;
    private int depth;

    private JsonMessages(JsonParser parser, String what, Budget budget) {
        this.parser = parser;
        this.what = what;
        this.budget = budget;
    }

    /** The number of values that may still be parsed of one body or frame, in all its lines together. */
    private static final class Budget {

        private int left;

        private Budget(int messages) {
            left = BASE_VALUES + VALUES_PER_MESSAGE * messages;
        }

        private boolean takeOne() {
            return --left >= 0;
        }
    }

    /**
     * Reads one value, or the values of an array. An empty array is read as one value, which the caller then refuses.
     *
     * @param what names the text in the message of a refusal
     * @throws RejectedException {@code body-invalid}; {@code data-too-large} if there are more than {@code most}
     */
    public static List<JsonValue> read(String text, String what, int most) {
        return whole(text, what, new Budget(most), reader -> reader.all(most));
    }

    /**
     * Reads the values of an array, which may be empty.
     *
     * @throws RejectedException as {@link #read(String, String, int)}, and {@code body-invalid} if the text is not an array
     */
    public static List<JsonValue> array(String text, String what, int most) {
        return whole(text, what, new Budget(most), reader -> {
            if (reader.parser.next() != Event.START_ARRAY) {
                throw BODY_INVALID.because(what + " must be a JSON array");
            }
            return reader.messages(most);
        });
    }

    /**
     * Reads lines of JSON and skips blank lines. It stops at one value more than allowed, so that the caller can refuse it.
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

    /** Reads the one value of a text. */
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
            // as in Jsons, only the text can be the cause here
            throw invalid(what);
        }
        throw BODY_INVALID.because(what + " has more text behind its JSON value: it must be one value");
    }

    private static RejectedException invalid(String what) {
        return BODY_INVALID.because(what + " is not valid JSON, or nested too deep");
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
                throw DATA_TOO_LARGE.because(what + " has too many entries: at most " + most + " are allowed");
            }
            messages.add(value(next));
        }
        return messages;
    }

    private JsonValue value(Event event) {
        if (!budget.takeOne()) {
            throw DATA_TOO_LARGE.because(what + " has too many JSON values outside of its data");
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

    /** Copies the text of an array or an object without the white space between its values. */
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
                    // an unpaired surrogate stays an escape here, and is refused where the text is used
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

    /** An array or an object that is passed on as text. */
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
