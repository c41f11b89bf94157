package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.Cursor;
import dev.sluice.event.Draft;
import dev.sluice.event.Event;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DraftJsonTest {

    private static final DraftJson DRAFTS = new DraftJson(100);

    private static final List<String> OPTIONAL = List.of(
            "event",
            "subject",
            "contentType",
            "encoding",
            "key",
            "ttl",
            "final",
            "ifMatch",
            "ifNoneMatch",
            "traceparent",
            "tracestate");

    private static final Set<String> CONDITIONS = Set.of("key", "ifMatch", "ifNoneMatch");

    private static Draft read(String json) {
        return DRAFTS.read(Jsons.parse(json.replace('\'', '"'), "it"));
    }

    @Test
    void takesNullForNoMember() {
        String nulls = OPTIONAL.stream().map(name -> ",'" + name + "':null").collect(Collectors.joining());
        assertThat(read("{'topic':'a','data':{'b':1}" + nulls + "}")).isEqualTo(read("{'topic':'a','data':{'b':1}}"));
    }

    /** An empty header or parameter of the same meaning counts as absent, too. */
    @Test
    void takesTheEmptyTextForNoMember() {
        String empty = OPTIONAL.stream()
                .filter(name -> !CONDITIONS.contains(name))
                .map(name -> ",'" + name + "':''")
                .collect(Collectors.joining());
        assertThat(read("{'topic':'a','data':{'b':1}" + empty + "}")).isEqualTo(read("{'topic':'a','data':{'b':1}}"));
        assertThat(read("{'topic':'a','data':''}").payload().text()).isEmpty();
    }

    /** A value that a program has forgotten must not switch off its condition, or publish a retry a second time. */
    @ParameterizedTest
    @CsvSource({"ifMatch, CURSOR_INVALID", "ifNoneMatch, PARAMETER_INVALID", "key, KEY_INVALID"})
    void refusesAnEmptyCondition(String name, Rejection rejection) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> read("{'topic':'a','data':1,'" + name + "':''}"))
                .satisfies(e -> assertThat(e.rejection()).isEqualTo(rejection));
    }

    @Test
    void keepsNullAsData() {
        assertThat(read("{'topic':'a','data':null}").payload().text()).isEqualTo("null");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'topic':null,'data':1}",
                "{'topic':'','data':1}",
                "{'data':1}",
                "{'topic':'a'}",
                "{'topic':'a','data':1,'else':null}"
            })
    void refusesWhatLacksAMemberOrHasAnother(String json) {
        assertThatExceptionOfType(RejectedException.class).isThrownBy(() -> read(json));
    }

    /** A retry with the same key is compared without its trace. */
    @Test
    void comparesALongTraceWithoutOverflow() {
        String text = "{'specversion':'1.0','id':'1','source':'/s','type':'t','subject':'a',"
                + "'traceparent':'00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01','tracestate':'%s'}";
        CloudEvents events = new CloudEvents(Optional.empty(), true, 100);
        Stream.of("x", "\\\\").forEach(unit -> {
            String json = text.formatted(unit.repeat(3_800)).replace('\'', '"');
            Draft draft = events.read(Jsons.parse(json, "it"));
            assertThat(draft.content().attributes().members()).hasSizeGreaterThan(3_800);
            Event event = new Event(new Cursor("e", 1), Instant.EPOCH, draft.content(), draft.options());
            assertThat(draft.sameContentAs(event)).isTrue();
        });
    }
}
