package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.RejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'\\ud83d'",
                "'\\uD83D'",
                "'\\ude00'",
                "'\\ude00\\ud83d'",
                "'\\ud83d\\ud83d\\ude00'",
                "'\\ud83d \\ude00'",
                "'\\ud83d\\n\\ude00'",
                "'a\\ud83d'",
                "'\\\\\\ud83d'",
                "{'\\ud83d':1}",
                "{'a':{'b':['\\ud83d']}}",
                "['\\ud83d','\\ude00']"
            })
    void refusesAnUnpairedSurrogate(String json) {
        assertRefused(json.replace('\'', '"'), "unpaired surrogate");
    }

    @Test
    void refusesAnUnescapedUnpairedSurrogate() {
        String half = Character.toString(0xd83d);
        assertRefused("\"" + half + "\"", "unpaired surrogate");
        assertRefused("\"" + half + "\\n\"", "unpaired surrogate");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'\\ud83d\\ude00'",
                "'\\uD83D\\uDE00'",
                "'😀'",
                "'\\\\ud83d'",
                "'\\\\\\\\ud83d'",
                "'\\'\\\\ud83d'",
                "'\\ufffd\\uffff\\u0000'",
                "{'\\ud83d\\ude00':[]}",
                "['']",
                "null"
            })
    void takesWholeCharacters(String json) {
        String text = json.replace('\'', '"');
        assertThat(Jsons.parse(text, "it")).isNotNull();
        Jsons.check(text, "it");
    }

    @Test
    void goesAsDeepOnEveryServer() {
        String deep = "[".repeat(900) + "]".repeat(900);
        assertThat(Jsons.parse(deep, "it").toString()).isEqualTo(deep);
        Jsons.check(deep, "it");
        assertRefused("[".repeat(1_001) + "]".repeat(1_001), "nested too deep");
        assertRefused("{\"a\":".repeat(100_000), "nested too deep");
        // brackets in a string do not nest
        Jsons.check("\"" + "[".repeat(100_000) + "\"", "it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"'\\", "'\\u", "'\\u12", "'\\uzzzz'", "'\\ud83d", "'", "'\\x'", "]", "}", "[}", "", " "})
    void refusesWhatIsNoJson(String json) {
        assertRefused(json.replace('\'', '"'), "it ");
    }

    private static void assertRefused(String json, String why) {
        if (!why.equals("unpaired surrogate")) {
            assertNotParsed(json, why);
        }
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Jsons.check(json, "it"))
                .withMessageContaining(why);
    }

    private static void assertNotParsed(String json, String why) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Jsons.parse(json, "it"))
                .satisfies(e -> assertThat(e.rejection().code()).isEqualTo("body-invalid"))
                .withMessageContaining(why);
    }
}
