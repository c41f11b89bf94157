package dev.sluice.wire;

import static dev.sluice.event.Rejection.BODY_INVALID;

import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.json.JsonReader;
import jakarta.json.JsonReaderFactory;
import jakarta.json.JsonValue;
import jakarta.json.stream.JsonParser;
import jakarta.json.stream.JsonParserFactory;
import java.io.StringReader;
import java.util.Map;
import java.util.NoSuchElementException;

/** Reads JSON that clients send; whatever is wrong with it is {@code body-invalid}. */
public final class Jsons {

    private static final JsonReaderFactory READERS = Json.createReaderFactory(Map.of());
    private static final JsonParserFactory PARSERS = Json.createParserFactory(Map.of());

    private Jsons() {}

    /** @param what what the text is, for the message */
    public static JsonValue parse(String text, String what) {
        try (JsonReader reader = READERS.createReader(new StringReader(text))) {
            return reader.readValue();
        } catch (JsonException | IllegalStateException | StackOverflowError e) {
            throw BODY_INVALID.because(what + " is not valid JSON");
        }
    }

    /** Checks a whole text without building it in memory. */
    public static void check(String text, String what) {
        try (JsonParser parser = PARSERS.createParser(new StringReader(text))) {
            boolean empty = true;
            while (parser.hasNext()) {
                parser.next();
                empty = false;
            }
            if (empty) {
                throw BODY_INVALID.because(what + " is empty, which is no JSON");
            }
        } catch (JsonException | IllegalStateException | NoSuchElementException | StackOverflowError e) {
            throw BODY_INVALID.because(what + " is not valid JSON");
        }
    }
}
