package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.net.http.HttpHeaders;
import java.util.List;
import java.util.regex.Pattern;

/** An answer over HTTP. */
public record Reply(int status, HttpHeaders headers, String body) {

    /** What only a stack trace or the name of a class would have. */
    private static final Pattern INSIDE = Pattern.compile(
            "Exception|\\bat [\\w.$]+\\(|\\b(java|javax|jakarta|org|com|fish|dev\\.sluice)\\.[a-z]+\\.");

    public JsonObject json() {
        return Json.object(body);
    }

    public String header(String name) {
        return headers.firstValue(name).orElse("");
    }

    /** The id that a single publication got. */
    public EventId id() {
        assertThat(status).as(body).isIn(200, 201);
        return EventId.parse(json().get("id").getAsString());
    }

    public List<EventId> ids() {
        assertThat(status).as(body).isIn(200, 201);
        return json().getAsJsonArray("ids").asList().stream()
                .map(id -> EventId.parse(id.getAsString()))
                .toList();
    }

    public void assertProblem(int expectedStatus, String code) {
        assertThat(status).as(body).isEqualTo(expectedStatus);
        assertThat(header("Content-Type")).as(body).startsWith("application/problem+json");
        JsonObject problem = json();
        assertThat(Json.text(problem, "code")).as(body).isEqualTo(code);
        assertThat(problem.get("status").getAsInt()).as(body).isEqualTo(expectedStatus);
        assertThat(problem.has("title")).as(body).isTrue();
        assertThat(problem.has("type")).as(body).isTrue();
        assertSaysNothingOfTheInside(body);
    }

    public static void assertSaysNothingOfTheInside(String text) {
        assertThat(INSIDE.matcher(text).find()).as(text).isFalse();
    }
}
