package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceTest {

    private static final String PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private static Draft draft(String parent, String state) {
        return new Draft(new Topic("a"), Payload.text(ContentType.TEXT, "x"))
                .given(Trace.of(Optional.of(parent), Optional.of(state)), Draft::tracedBy);
    }

    private static String members(Draft draft) {
        return draft.content().attributes().members();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nx"
            })
    void isNoneIfItIsMalformed(String parent) {
        assertThat(members(draft(parent, ""))).isEmpty();
    }

    @Test
    void mayBeOfALaterVersionThatSaysMore() {
        String later = "01" + PARENT.substring(2) + "-more";
        assertThat(members(draft(later, ""))).isEqualTo("\"traceparent\":\"" + later + "\"");
    }

    @Test
    void hasAStateIfThatIsOne() {
        assertThat(members(draft(PARENT, "a=\"b\\"))).endsWith(",\"tracestate\":\"a=\\\"b\\\\\"");
        assertThat(members(draft(PARENT, "a=\n"))).doesNotContain("tracestate");
    }

    @Test
    void isThatOfTheEventIfItSaysOne() {
        Draft own = draft(PARENT, "a=1");
        Trace other = new Trace(PARENT.replace("-01", "-00"), "");
        assertThat(own.tracedBy(other)).isEqualTo(own);
    }

    @Test
    void makesNoOtherEventOfOneThatIsSentAgain() {
        Draft first = draft(PARENT, "a=\"1\"");
        Event event = new Event(new Cursor("e", 1), Instant.EPOCH, first.content(), first.options());
        assertThat(draft(PARENT.replace("-01", "-00"), "").sameContentAs(event)).isTrue();
        assertThat(draft("", "").sameContentAs(event)).isTrue();
        assertThat(draft(PARENT, "")
                        .withPayload(Payload.text(ContentType.TEXT, "y"))
                        .sameContentAs(event))
                .isFalse();
    }

    @Test
    void isLeftOutWhereThereIsNoRoom() {
        Attributes full = new Attributes("\"a\":\"" + "x".repeat(7_990) + "\"");
        assertThat(full.with(new Trace(PARENT, ""))).isEqualTo(full);
    }
}
