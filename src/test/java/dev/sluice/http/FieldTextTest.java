package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTextTest {

    @Test
    void takesAListApart() {
        assertThat(FieldText.elements("a, b\t,\t c")).containsExactly("a", "b", "c");
        assertThat(FieldText.elements("")).isEmpty();
        assertThat(FieldText.elements(" ,, a , ,")).containsExactly("a");
    }

    @Test
    void aQuotedStringSeparatesNothing() {
        assertThat(FieldText.elements("a=\"x,y\", b")).containsExactly("a=\"x,y\"", "b");
        assertThat(FieldText.elements("\"\\\",\" , b")).containsExactly("\"\\\",\"", "b");
        assertThat(FieldText.elements("\"a, b")).containsExactly("\"a, b");
        assertThat(FieldText.elements("\"a\\")).containsExactly("\"a\\");
        assertThat(FieldText.split("a;b=\"c;d\";", ';')).containsExactly("a", "b=\"c;d\"", "");
    }

    @Test
    void whiteSpaceIsSpacesAndTabs() {
        assertThat(FieldText.trim(" \ta b\t ")).isEqualTo("a b");
        assertThat(FieldText.trim("\u00a0a\u000b")).isEqualTo("\u00a0a\u000b");
    }

    @Test
    void readsATokenOrAQuotedString() {
        assertThat(FieldText.value("a-b.c")).contains("a-b.c");
        assertThat(FieldText.value("\"a \\\"b\\\\\"")).contains("a \"b\\");
        assertThat(FieldText.value("\"\"")).contains("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "\"", "\"a", "a\"", "\"a\"b\"", "\"a\\\"", "a,b", "ä", "(a)"})
    void readsNothingElse(String text) {
        assertThat(FieldText.value(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "", "a b", "\"", "\\", "a;b,c=\"\\\""})
    void quotesWhatItReads(String value) {
        assertThat(FieldText.value(FieldText.quotedIfNeeded(value))).contains(value);
    }
}
