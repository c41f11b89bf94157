package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.event.Cursor;
import dev.sluice.event.Precondition;
import dev.sluice.event.RejectedException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

    @ParameterizedTest
    @ValueSource(strings = {"k3f9-7", "\"k3f9-7\""})
    void takeACursorWithOrWithoutQuotationMarks(String ifMatch) {
        assertThat(Preconditions.of(Optional.of(ifMatch), Optional.empty()))
                .hasValue(Precondition.unchangedSince(new Cursor("k3f9", 7)));
    }

    @Test
    void takeAStarForATopicWithoutEvents() {
        assertThat(Preconditions.of(Optional.empty(), Optional.of("*"))).hasValue(Precondition.NEW_TOPIC);
        assertThat(Preconditions.of(Optional.empty(), Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {"k3f9-7, *", "-, k3f9-7", "-, \"*\"", "*, -", "W/\"k3f9-7\", -", "\", -"})
    void refuseAnythingElse(String ifMatch, String ifNoneMatch) {
        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> Preconditions.of(Optional.ofNullable(ifMatch), Optional.ofNullable(ifNoneMatch)));
    }
}
