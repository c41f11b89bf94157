package dev.sluice.publish;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.DATA_TOO_LARGE;
import static dev.sluice.event.Rejection.MEDIA_TYPE_UNSUPPORTED;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.http.MediaRange;
import dev.sluice.settings.Settings;
import dev.sluice.wire.CloudEvents;
import dev.sluice.wire.DraftJson;
import dev.sluice.wire.JsonMessages;
import dev.sluice.wire.Payloads;
import dev.sluice.wire.RequestBody;
import dev.sluice.wire.Utf8;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;

/** The body of a publishing request, by its content type. */
final class Body {

    private static final String CHARSET = "charset";

    private static final MediaRange BYTES =
            MediaRange.parse("application/octet-stream").orElseThrow();

    private final MediaRange mediaType;

    Body(Optional<MediaRange> contentType) {
        mediaType = contentType.orElse(BYTES);
        if (mediaType.subtype().toLowerCase(Locale.ROOT).startsWith("cloudevents")
                && !isCloudEvent()
                && !isCloudEventBatch()) {
            throw MEDIA_TYPE_UNSUPPORTED.because(
                    "CloudEvents are accepted in JSON, or with their attributes in headers");
        }
    }

    Payload payload(InputStream body, int maxBytes) throws IOException {
        return Payloads.of(contentType(), RequestBody.read(body, maxBytes, "the body"), charset(), maxBytes);
    }

    /**
     * Reads the drafts of a JSON array or of lines.
     *
     * @param allow refuses a topic to which the caller may not publish; called for all drafts before any other part is parsed
     */
    List<Draft> drafts(InputStream body, Settings.Limits limits, Consumer<Topic> allow) throws IOException {
        String text = Utf8.decode(RequestBody.read(body, limits.batchBytes(), "the body"), charset(), "the batch");
        List<JsonValue> values = mediaType.subtype().equalsIgnoreCase("x-ndjson")
                ? JsonMessages.lines(text, limits.batchEvents())
                : array(text, limits);
        requireSome(values, limits);
        each(values, value -> {
            allow.accept(DraftJson.topic(value));
            return value;
        });
        return each(values, new DraftJson(limits.eventBytes())::read);
    }

    private static void requireSome(List<JsonValue> values, Settings.Limits limits) {
        if (values.size() > limits.batchEvents()) {
            throw DATA_TOO_LARGE.because("a batch must have at most " + limits.batchEvents() + " drafts");
        }
        if (values.isEmpty()) {
            throw BODY_INVALID.because("the batch is empty");
        }
    }

    private static <T> List<T> each(List<JsonValue> values, Function<JsonValue, T> reader) {
        return IntStream.range(0, values.size())
                .mapToObj(i -> element(reader, values.get(i), i))
                .toList();
    }

    boolean isCloudEvent() {
        return is("cloudevents+json");
    }

    boolean isCloudEventBatch() {
        return is("cloudevents-batch+json");
    }

    private boolean is(String subtype) {
        return mediaType.type().equalsIgnoreCase("application")
                && mediaType.subtype().equalsIgnoreCase(subtype);
    }

    /** Reads a CloudEvent in structured mode. */
    Draft cloudEvent(InputStream body, CloudEvents reader, Settings.Limits limits) throws IOException {
        // the limit of a batch leaves room for the attributes and for base64
        String text = Utf8.decode(RequestBody.read(body, limits.batchBytes(), "the body"), charset(), "the CloudEvent");
        return reader.read(JsonMessages.read(text, "the CloudEvent"));
    }

    /** Reads CloudEvents in batched mode. */
    List<Draft> cloudEvents(InputStream body, CloudEvents reader, Settings.Limits limits) throws IOException {
        String text = Utf8.decode(RequestBody.read(body, limits.batchBytes(), "the body"), charset(), "the batch");
        List<JsonValue> values = JsonMessages.array(text, "a batch of CloudEvents", limits.batchEvents());
        requireSome(values, limits);
        return each(values, reader::read);
    }

    private static <T> T element(Function<JsonValue, T> reader, JsonValue value, int index) {
        try {
            return reader.apply(value);
        } catch (RejectedException e) {
            throw e.rejection().because("draft " + index + ": " + e.getMessage());
        }
    }

    private static List<JsonValue> array(String text, Settings.Limits limits) {
        return JsonMessages.array(text, "a batch without content type application/x-ndjson", limits.batchEvents());
    }

    /** Gives the type as the publisher sent it, without the charset, since text is stored as UTF-8. */
    private ContentType contentType() {
        return new ContentType(mediaType.without(CHARSET).asContentType());
    }

    private Charset charset() {
        String name = mediaType.parameters().get(CHARSET);
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw BODY_INVALID.because("the charset of the Content-Type is not supported");
        }
    }
}
