package dev.sluice.harness;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;

/**
 * What stands between two blank lines of a stream.
 *
 * @param event the type of the event, empty if none was named
 * @param data empty if there was no {@code data:} line: then a browser fires no event
 * @param id empty if there was no {@code id:} line
 * @param retry empty if there was no {@code retry:} line
 * @param lastEventId what a browser would send on a reconnect after this block
 * @param raw as it came, the blank line included
 */
public record SseBlock(
        String event,
        Optional<String> data,
        Optional<String> id,
        Optional<Integer> retry,
        List<String> comments,
        String lastEventId,
        String raw) {

    /** Stands in the queue where the stream ended. */
    public static final SseBlock END =
            new SseBlock("", Optional.empty(), Optional.empty(), Optional.empty(), List.of(), "", "");

    public boolean firesAnEvent() {
        return data.isPresent();
    }

    public boolean isOfTheGateway() {
        return event.startsWith("sluice.");
    }

    public JsonObject json() {
        return Json.object(data.orElseThrow());
    }

    public Received received() {
        return new Received(EventId.parse(id.orElseThrow()), data.orElseThrow());
    }
}
