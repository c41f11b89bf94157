package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMessagesTest {

    private static final int MOST = 3;

    private static List<JsonValue> read(String json) {
        return JsonMessages.read(json, "the message", MOST);
    }

    private static void assertRejected(String json, Rejection rejection) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> read(json))
                .extracting(RejectedException::rejection)
                .isEqualTo(rejection);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"ping\"}",
                "\"x\"",
                "1.50",
                "true",
                "null",
                "{\"a\":[1,{\"b\":null},[]],\"c\":{}}",
                "{\"data\":{\"b\":[1,2.50,-3,true,false,null,\"x\\n\\\"\\\\\",{}],\"c\":[[],[[]],{\"d\":{}}]}}",
                "{\"state\":[{\"a\":1},{\"a\":1}]}",
                "{\"data\":\"text\"}",
                "[]"
            })
    void readsWhatAParserReads(String json) {
        assertThat(read(json)).hasSize(1);
        assertThat(texts(read(json).get(0))).isEqualTo(texts(Jsons.parse(json, "it")));
    }

    /** The text of each member; the value of {@code data} has only a text. */
    private static List<String> texts(JsonValue value) {
        return value instanceof JsonObject object
                ? object.entrySet().stream()
                        .map(member -> member.getKey() + member.getValue())
                        .toList()
                : List.of(value.toString());
    }

    @Test
    void readsTheMembersOfAMessage() {
        JsonObject message = (JsonObject)
                read("[{\"type\":\"publish\",\"ttl\":5,\"data\":[1]}]").get(0);
        assertThat(((JsonString) message.get("type")).getString()).isEqualTo("publish");
        assertThat(((JsonNumber) message.get("ttl")).intValue()).isEqualTo(5);
        assertThat(message.get("data")).hasToString("[1]");
    }

    @Test
    void keepsDataWithoutItsWhiteSpace() {
        JsonObject message =
                (JsonObject) read(" { \"data\" : [ 1 , { \"a\" : 2 } ] } ").get(0);
        assertThat(message.get("data")).hasToString("[1,{\"a\":2}]");
    }

    @Test
    void takesSoManyMessages() {
        assertThat(read("[{},{},{}]")).hasSize(MOST);
        assertRejected("[{},{},{},{}]", Rejection.DATA_TOO_LARGE);
    }

    /** The rest is not read, so that its fault is not noticed. */
    @Test
    void stopsAtTheFirstMessageTooMany() {
        assertRejected("[{},{},{},{},no JSON", Rejection.DATA_TOO_LARGE);
    }

    @Test
    void takesOnlySoManyValuesBesideTheData() {
        String many = "1" + ",1".repeat(100_000);
        assertThat(read("{\"data\":[" + many + "]}")).hasSize(1);
        assertRejected("{\"topics\":[" + many + "]}", Rejection.DATA_TOO_LARGE);
        assertRejected("[{\"x\":{\"data\":[" + many + "]}}]", Rejection.DATA_TOO_LARGE);
    }

    /** Each of these lines would be allowed alone. */
    @Test
    void takesOnlySoManyValuesInAllLines() {
        String line = "{\"x\":[1" + ",1".repeat(9_000) + "]}\n";
        assertThat(JsonMessages.lines(line.repeat(2), MOST)).hasSize(2);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> JsonMessages.lines(line.repeat(3), MOST))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.DATA_TOO_LARGE))
                .withMessageContaining("line 3");
    }

    @Test
    void readsLinesUpToOneTooMany() {
        assertThat(JsonMessages.lines("{}\n \n{}\n", MOST)).hasSize(2);
        assertThat(JsonMessages.lines("{}\n{}\n{}\n{}\nno JSON", MOST)).hasSize(MOST + 1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[{}",
                "[{}]]",
                "{} {}",
                "[1,]",
                "{\"data\":[1}",
                "{\"data\":[1,]}",
                "{\"data\":\"\\ud800"
            })
    void refusesWhatIsNoJson(String json) {
        assertRejected(json, Rejection.BODY_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":[", "{\"data\":["})
    void refusesWhatIsTooDeep(String begin) {
        assertRejected(begin + "[".repeat(100_000) + "]".repeat(100_000), Rejection.BODY_INVALID);
    }

    @Test
    void leavesHalfACharacterInDataToItsReaderWhichKnowsTheRef() {
        String message = "{\"ref\":1,\"topic\":\"a\",\"data\":[{\"\\ud800\":\"\\udc00\"}]}";
        JsonObject read = JsonMessages.read(message, "the message").asJsonObject();
        assertThat(read.get("data")).hasToString("[{\"\\ud800\":\"\\udc00\"}]");
        JsonObject draft = Jsons.without(read, Set.of("ref"));
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> new DraftJson(100).read(draft))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.BODY_INVALID));
    }

    @Test
    void readsAnArrayThatMayBeEmptyAndNothingElse() {
        assertThat(JsonMessages.array("[]", "it", MOST)).isEmpty();
        assertThat(JsonMessages.array("[1,2]", "it", MOST)).hasSize(2);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> JsonMessages.array("{}", "it", MOST))
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.BODY_INVALID);
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> JsonMessages.array("[{},{},{},{},no JSON", "it", MOST))
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.DATA_TOO_LARGE);
    }
}
