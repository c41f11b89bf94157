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
    void aNameWithoutAValueIsEmpty() {
        Query query = new Query("&snapshot&&last=&");
        assertThat(query.first("snapshot")).contains("");
        assertThat(query.first("last")).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=%zz", "a=%", "a=%4", "%=1"})
    void refusesAPercentSignThatBeginsNoEscape(String text) {
        assertThatThrownBy(() -> new Query(text)).isInstanceOf(RejectedException.class);
    }
}
