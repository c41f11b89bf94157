package dev.sluice.attack;

import dev.sluice.harness.Publication;

/** One event that a publisher tries to publish. Its data is unique, so that whoever finds it knows what it is. */
public record Attempt(String topic, String data, String key) {

    public Publication publication() {
        return Publication.to(topic).text(data).key(key);
    }

    /** As an element of a batch. */
    public String json() {
        return "{\"topic\":\"%s\",\"data\":\"%s\",\"key\":\"%s\"}".formatted(topic, data, key);
    }
}
