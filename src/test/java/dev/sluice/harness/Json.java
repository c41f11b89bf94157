package dev.sluice.harness;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.stream.StreamSupport;

/** Reads JSON. Lenient, so that a test can write {@code {'type':'ping'}}. */
public final class Json {

    private Json() {}

    public static JsonObject object(String text) {
        return JsonParser.parseString(text).getAsJsonObject();
    }

    public static List<JsonObject> objects(JsonArray array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(element -> element.getAsJsonObject())
                .toList();
    }

    public static String text(JsonObject object, String member) {
        return object.has(member) ? object.get(member).getAsString() : "";
    }
}
