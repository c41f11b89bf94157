package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonMembersTest {

    private static JsonMembers members(String json) {
        return JsonMembers.of(Jsons.parse(json.replace('\'', '"'), "it").asJsonObject(), Rejection.MESSAGE_INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{'a':null}", "{'a':''}"})
    void takesNullAndTheEmptyTextForAbsent(String json) {
        JsonMembers members = members(json);
        assertThat(members.has("a")).isFalse();
        assertThat(members.text("a")).isEmpty();
        assertThat(members.wellFormedText("a")).isEmpty();
        assertThat(members.texts("a")).isEmpty();
        assertThat(members.number("a")).isEmpty();
        assertThat(members.flag("a", true)).isTrue();
        assertThat(members.flag("a", false)).isFalse();
    }

    @Test
    void takesTheEmptyTextForAValueIfStrict() {
        JsonMembers members = members("{'a':'','b':null}").strict();
        assertThat(members.text("a")).hasValue("");
        assertThat(members.has("b")).isFalse();
        assertRefused(() -> members.number("a"), "a must be a number");
        assertRefused(() -> members.flag("a", true), "a must be true or false");
        assertRefused(() -> members.texts("a"), "a must be an array of strings");
    }

    @Test
    void readsEachType() {
        JsonMembers members = members("{'text':'x','texts':['x','',' '],'number':1.50,'yes':true,'no':false}");
        assertThat(members.text("text")).hasValue("x");
        assertThat(members.texts("texts")).isEqualTo(List.of("x", "", " "));
        // the digits are kept, because some members become text again
        assertThat(members.number("number").orElseThrow()).hasToString("1.50");
        assertThat(members.flag("yes", false)).isTrue();
        assertThat(members.flag("no", true)).isFalse();
    }

    static Stream<Arguments> otherTypes() {
        return Stream.of(
                otherType("1", members -> members.text("a"), "a must be a string"),
                otherType("['x']", members -> members.text("a"), "a must be a string"),
                otherType("true", members -> members.wellFormedText("a"), "a must be a string"),
                otherType("'\\ud83d'", members -> members.wellFormedText("a"), "unpaired surrogates"),
                otherType("'x'", members -> members.texts("a"), "a must be an array of strings"),
                otherType("['x',1]", members -> members.texts("a"), "a must be an array of strings"),
                otherType("['x',null]", members -> members.texts("a"), "a must be an array of strings"),
                otherType("'1'", members -> members.number("a"), "a must be a number"),
                otherType("'true'", members -> members.flag("a", false), "a must be true or false"),
                otherType("0", members -> members.flag("a", false), "a must be true or false"));
    }

    private static Arguments otherType(String value, Function<JsonMembers, Object> read, String message) {
        return Arguments.of(value, read, message);
    }

    @ParameterizedTest
    @MethodSource("otherTypes")
    void refusesAnotherType(String value, Function<JsonMembers, Object> read, String message) {
        JsonMembers members = members("{'a':" + value + "}");
        assertRefused(() -> read.apply(members), message);
        assertRefused(
                () -> read.apply(members.labelled(name -> "the claim " + name)),
                message.replace("a must", "the claim a must"));
    }

    /** Values may be secrets, and messages reach logs. */
    @Test
    void namesTheMemberButNotItsValue() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> members("{'token':['s3cret']}").text("token"))
                .withMessageContaining("token")
                .withMessageNotContaining("s3cret");
    }

    private static void assertRefused(Runnable read, String message) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(read::run)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.MESSAGE_INVALID));
    }
}
