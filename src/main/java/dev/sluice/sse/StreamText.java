package dev.sluice.sse;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.settings.Settings;
import dev.sluice.wire.ErrorJson;
import dev.sluice.wire.JsonText;
import java.time.Duration;

/**
 * Builds blocks of an event stream as text. Field values come from checked types, which contain no line breaks. Data is split
 * at each of the three line breaks that browsers know, so that no part of it can become a field.
 */
final class StreamText {

    private final StringBuilder text = new StringBuilder(256);

    StreamText field(String name, String value) {
        text.append(name).append(": ").append(value).append('\n');
        return this;
    }

    StreamText retry(Duration delay) {
        return field("retry", Long.toString(delay.toMillis()));
    }

    StreamText comment() {
        text.append(": \n");
        return this;
    }

    StreamText data(String data) {
        int start = 0;
        for (int i = 0; i <= data.length(); i++) {
            if (i == data.length() || data.charAt(i) == '\n' || data.charAt(i) == '\r') {
                text.append("data: ").append(data, start, i).append('\n');
                if (i + 1 < data.length() && data.charAt(i) == '\r' && data.charAt(i + 1) == '\n') {
                    i++;
                }
                start = i + 1;
            }
        }
        return this;
    }

    /** Appends a block that tells the client of an error. */
    StreamText error(RejectedException why) {
        return field("event", "sluice.error")
                .data(ErrorJson.members(new JsonText(), why).end())
                .endBlock();
    }

    /** Appends a longer reconnect delay and the error: after an error status an {@code EventSource} would never reconnect. */
    StreamText reconnectLater(Settings.Delivery settings, RejectedException why) {
        return retry(settings.retryLater(why.rejection() == Rejection.DRAINING)).error(why);
    }

    /** Ends the block; another may follow. */
    StreamText endBlock() {
        text.append('\n');
        return this;
    }

    String end() {
        return endBlock().toString();
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
