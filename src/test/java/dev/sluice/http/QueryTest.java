package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.event.RejectedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {

    @Test
    void keepsTheValuesOfANameInTheirOrder() {
        Query query = new Query("topic=a&last=1&topic=b/*");
        assertThat(query.all("topic")).containsExactly("a", "b/*");
        assertThat(query.first("last")).contains("1");
        assertThat(query.all("since")).isEmpty();
    }

    @Test
    void decodesNamesAndValuesAsUtf8() {
        Query query = new Query("t%6Fpic=%E2%82%AC+a%26b%3Dc");
        assertThat(query.first("topic")).contains("€ a&b=c");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a|b", "{a}", "[1]", "a^b", "<a>", "\"a\"", "a\\b", "a=b"})
    void takesWhatBrowsersLeaveAsItIs(String value) {
        assertThat(new Query("topic=" + value).first("topic")).contains(value);
    }

    @Test
    void aParameterThatIsEmptyIsNone() {
        Query query = new Query("&after&&last=&final=&=&limit=");
        assertThat(query.first("after")).isEmpty();
        assertThat(query.first("last")).isEmpty();
        assertThat(query.flag("final", true)).isTrue();
        assertThat(query.number("limit", 1, 9)).isEmpty();
    }

    /** It would be the opposite of what it looks like. */
    @Test
    void aFlagWithoutAValueIsNotTakenForNone() {
        assertThatThrownBy(() -> new Query("volatile").flag("volatile", false)).isInstanceOf(RejectedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%FF", "a=%ED%A0%BD", "a=x%E2%82", "a=%C0%AF"})
    void refusesBytesThatAreNoText(String text) {
        assertThatThrownBy(() -> new Query(text).first("a")).isInstanceOf(RejectedException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "a=%4", "%=1"})
    void refusesAPercentSignThatBeginsNoEscape(String text) {
        assertThatThrownBy(() -> new Query(text)).isInstanceOf(RejectedException.class);
    }
}
