package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventKey;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CloudEventsTest {

    private static final CloudEvents EVENTS = new CloudEvents(Optional.empty(), true, 1_000);

    private static Draft read(CloudEvents events, String members) {
        String json = "{'specversion':'1.0','id':'1','source':'/s','type':'t'" + members + "}";
        return events.read(Jsons.parse(json.replace('\'', '"'), "it"));
    }

    @Test
    void takeTheSubjectForTheTopicOrForTheKeyWithinANamedOne() {
        Draft draft = read(EVENTS, ",'subject':'orders/42'");
        assertThat(draft.topic()).isEqualTo(new Topic("orders/42"));
        Draft named = read(new CloudEvents(Optional.of(new Topic("orders")), true, 1_000), ",'subject':'42'");
        assertThat(named.topic()).isEqualTo(new Topic("orders"));
        assertThat(named).isEqualTo(named.about(new EventKey("42")));
    }

    @Test
    void knowAnEventAgainByItsSourceAndId() {
        Draft first = read(EVENTS, ",'subject':'a','data':1");
        Draft again = read(EVENTS, ",'subject':'a','data':2");
        assertThat(first.key()).isPresent().isEqualTo(again.key());
        assertThat(read(EVENTS, ",'subject':'a','id':'2'").key()).isPresent().isNotEqualTo(first.key());
        assertThat(read(new CloudEvents(Optional.empty(), false, 1_000), ",'subject':'a'")
                        .key())
                .isEmpty();
    }

    @Test
    void keepOtherAttributesUnchanged() {
        assertThat(read(EVENTS, ",'subject':'a','count':3,'flag':true,'none':null")
                        .content()
                        .attributes()
                        .members())
                .contains("\"count\":3", "\"flag\":true", "\"source\":\"/s\"")
                .doesNotContain("none", "\"type\"");
    }

    @Test
    void readAttributesFromHeaders() {
        Map<String, String> headers =
                Map.of("specversion", "1.0", "id", "1", "source", "/s", "type", "t", "subject", "%C3%A9");
        Draft draft = EVENTS.read(headers, Payload.text(ContentType.TEXT, "x"));
        assertThat(draft.topic()).isEqualTo(new Topic("é"));
        assertThat(draft.payload().text()).isEqualTo("x");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                ",'specversion':'0.3'; specversion",
                ",'specversion':1; specversion",
                ",'id':''; id",
                ",'source':null; source",
                ",'type':['t']; type",
                ",'subject':''; subject",
                ",'subject':1; subject",
                ",'time':'yesterday'; time",
                ",'dataschema':'relative'; dataschema",
                ",'source':'a b'; source",
                ",'count':1.5; count",
                ",'datacontenttype':1; datacontenttype",
                ",'data':1,'data_base64':'AA=='; data_base64",
                ",'Upper':'x'; name of an attribute"
            })
    void nameTheAttributeThatIsWrong(String members, String name) {
        String subject = members.contains("subject") ? "" : ",'subject':'a'";
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> read(EVENTS, subject + members))
                .withMessageContaining(name)
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.BODY_INVALID));
    }

    @Test
    void needATopic() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> read(EVENTS, ""))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(Rejection.TOPIC_INVALID));
    }
}
