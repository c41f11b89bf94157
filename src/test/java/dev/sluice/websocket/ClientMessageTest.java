package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.Member;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.hub.Start;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientMessageTest {

    private static ClientMessage parse(String json) {
        return ClientMessage.parse(json.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "''"})
    void ignoresEmptyMembers(String nothing) {
        ClientMessage message =
                parse(("{'type':'subscribe','ref':_,'sub':_,'after':null,'since':_,'last':_,'snapshot':_,"
                                + "'format':_,'conflate':_,'member':_}")
                        .replace("_", nothing));
        assertThat(message.ref()).isEqualTo(Ref.NONE);
        assertThat(message.subscription()).isEmpty();
        assertThat(message.topics()).isEmpty();
        assertThat(message.start()).isEqualTo(new Start.Latest());
        assertThat(message.format()).isEmpty();
        assertThat(message.conflates()).isFalse();
        assertThat(message.member(name -> name.orElse("ann"))).isEmpty();
    }

    /** With a start at the latest event, the client would lose the events it has missed. */
    @Test
    void refusesAnEmptyCursor() {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> parse("{'type':'subscribe','after':''}").start())
                .extracting(RejectedException::rejection)
                .isEqualTo(Rejection.CURSOR_INVALID);
    }

    /** Without topics a subscription has all of them. */
    @ParameterizedTest
    @ValueSource(strings = {"'topics':''", "'topics':[]", "'topics':'','channel':'a'"})
    void refusesTopicsThatAreNone(String members) {
        assertThatThrownBy(() -> parse("{'type':'subscribe'," + members + "}").topics())
                .isInstanceOf(RejectedException.class);
    }

    @Test
    void keepsAnEmptyChannelForTheCheckOfTopics() {
        assertThat(parse("{'type':'subscribe','channel':''}").topics()).isEqualTo(List.of(""));
    }

    @Test
    void keepsAnEmptyTextAsAState() {
        assertThat(parse("{'type':'subscribe','state':''}").member(name -> "ann"))
                .contains(new Member("ann", "\"\""));
    }
}
