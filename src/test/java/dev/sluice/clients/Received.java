package dev.sluice.clients;

import com.google.gson.Gson;
import java.util.List;

/**
 * An event as a client saw it.
 *
 * @param type {@code message} if the event has none, as in a browser
 * @param data text as it is; bytes as base64
 */
record Received(String id, String type, String data) {

    static Received fromJson(String json) {
        return new Gson().fromJson(json, Received.class);
    }

    static List<Received> listFromJson(String json) {
        return List.of(new Gson().fromJson(json, Received[].class));
    }
}
