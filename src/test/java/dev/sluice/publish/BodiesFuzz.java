package dev.sluice.publish;

import dev.sluice.event.ContentType;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.http.MediaRange;
import dev.sluice.settings.Settings;
import dev.sluice.settings.TestSettings;
import dev.sluice.wire.CloudEvents;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The bodies of publishing requests; the first byte of the input chooses the content type. */
public final class BodiesFuzz {

    private static final Settings.Limits LIMITS = TestSettings.with(Map.of()).limits();

    private static final CloudEvents CLOUD_EVENTS = new CloudEvents(Optional.empty(), true, LIMITS.eventBytes());

    private static final List<String> TYPES = List.of(
            "application/json",
            "application/x-ndjson",
            "application/cloudevents+json",
            "application/cloudevents-batch+json",
            "text/plain; charset=utf-16",
            "image/png");

    private BodiesFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws IOException {
        if (input.length == 0) {
            return;
        }
        header(new String(input, StandardCharsets.UTF_8));
        ByteArrayInputStream stream = new ByteArrayInputStream(Arrays.copyOfRange(input, 1, input.length));
        try {
            Body body = new Body(MediaRange.parse(TYPES.get(Byte.toUnsignedInt(input[0]) % TYPES.size())));
            if (body.isCloudEventBatch()) {
                body.cloudEvents(stream, CLOUD_EVENTS, LIMITS);
            } else if (body.isCloudEvent()) {
                body.cloudEvent(stream, CLOUD_EVENTS, LIMITS);
            } else if (input[0] < TYPES.size()) {
                body.drafts(stream, LIMITS, topic -> {});
            } else {
                body.payload(stream, LIMITS.eventBytes());
            }
        } catch (RejectedException declared) {
            // the one that a door answers with
        }
    }

    /** The same as an attribute of a CloudEvent whose attributes are headers. */
    private static void header(String value) {
        Map<String, String> attributes = Map.of("specversion", "1.0", "id", value, "type", value, "source", "/s");
        try {
            CLOUD_EVENTS.read(attributes, new Payload(ContentType.BINARY, new byte[0]));
        } catch (RejectedException declared) {
            // the one that a door answers with
        }
    }
}
