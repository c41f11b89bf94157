package dev.sluice.harness;

import dev.sluice.attack.Attempt;
import java.util.List;
import java.util.stream.Collectors;

/** A way to publish. Throws if there was no acknowledgement: then nobody knows whether the events are there. */
@FunctionalInterface
public interface Way {

    List<EventId> publish(List<Attempt> attempts);

    static Way single(Gateway gateway) {
        Http http = gateway.http();
        return attempts -> attempts.stream()
                .map(attempt -> http.publish(attempt.publication()).id())
                .toList();
    }

    static Way batch(Gateway gateway) {
        Http http = gateway.http();
        return attempts -> http.batch(
                        "application/json",
                        attempts.stream().map(Attempt::json).collect(Collectors.joining(",", "[", "]")))
                .ids();
    }

    static Way webSocket(WsClient client) {
        return attempts -> attempts.stream()
                .map(attempt -> client.ask("{'type':'publish'," + attempt.json().substring(1), "ack"))
                .map(ack -> EventId.parse(ack.get("id").getAsString()))
                .toList();
    }
}
