package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.settings.Settings;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://gw.example,        gw.example,          true",
        "https://gw.example,        gw.example:443,      true",
        "https://gw.example:443,    gw.example,          true",
        "https://GW.example,        gw.EXAMPLE:443,      true",
        "https://gw.example:8443,   gw.example:8443,     true",
        "https://[2001:db8::1],     [2001:db8::1]:443,   true",
        "https://[2001:db8::1]:443, [2001:DB8:0:0::1],   true",
        "https://[::1]:8443,        [::1]:8443,          true",
        "https://gw.example,        gw.example:80,       false",
        "https://gw.example:80,     gw.example,          false",
        "https://gw.example,        gw.example:8443,     false",
        "https://gw.example:4430,   gw.example,          false",
        "https://[2001:db8::1],     [2001:db8::2],       false",
        "https://evil.example,      gw.example,          false",
        "null,                      gw.example,          false"
    })
    void aBrowserLeavesTheDefaultPortOut(String origin, String host, boolean own) {
        assertThat(Origins.isOwn(origin, List.of("other.example", host), true)).isEqualTo(own);
        String plain = origin.replace("https:", "http:").replace(":443", ":80");
        String plainHost = host.replace(":443", ":80");
        if (!origin.contains(":80") && !host.contains(":80")) {
            assertThat(Origins.isOwn(plain, List.of(plainHost), false)).isEqualTo(own);
            assertThat(Origins.isOwn(plain, List.of(plainHost), true)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://app.example:443, https://app.example",
        "https://app.example,     https://app.example:443",
        "http://App.example:80,   http://app.example",
        "http://[0:0:0:0:0:0:0:1]:3000, http://[::1]:3000"
    })
    void aNamedOriginMayNameItsDefaultPort(String named, String origin) {
        Origins origins = new Origins(new Settings.Web(List.of(named), List.of(), "Forwarded"));
        assertThat(origins.isNamed(origin)).isTrue();
        assertThat(origins.isNamed("https://app.example:444")).isFalse();
    }
}
