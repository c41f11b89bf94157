package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.sluice.event.ContentType;
import dev.sluice.event.Payload;
import org.junit.jupiter.api.Test;

class JsonTextTest {

    @Test
    void escapesWhatJsonCannotHold() {
        StringBuilder every = new StringBuilder("\"\\/ü𝄞\u2028\u007f");
        for (char c = 0; c < 0x20; c++) {
            every.append(c);
        }
        String json = new JsonText().member("t", every.toString()).end();
        assertThat(JsonParser.parseString(json).getAsJsonObject().get("t").getAsString())
                .isEqualTo(every.toString());
        assertThat(json.chars()).allMatch(c -> c >= 0x20);
    }

    @Test
    void escapesHalfACharacter() {
        assertThat(new JsonText().member("t", "a\ud834").end()).isEqualTo("{\"t\":\"a\\ud834\"}");
        assertThat(new JsonText().member("t", "\udd1e\"b").end()).isEqualTo("{\"t\":\"\\udd1e\\\"b\"}");
    }

    @Test
    void putsJsonInAsItStands() {
        Payload data = Payload.text(ContentType.JSON, "{ \"a\" : 1.50 }");
        assertThat(new JsonText().data(data).end()).isEqualTo("{\"data\":{ \"a\" : 1.50 }}");
    }

    @Test
    void putsBytesInAsBase64() {
        Payload data = new Payload(ContentType.BINARY, new byte[] {0, 1, -1});
        assertThat(new JsonText().data(data).end()).isEqualTo("{\"encoding\":\"base64\",\"data\":\"AAH/\"}");
    }
}
