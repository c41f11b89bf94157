package dev.sluice.gate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkTest {

    @Test
    void tellsWhoseAnAddressIs() {
        assertThat(Network.site("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(Network.site("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(Network.site("2001:db8:0:1:2:3:4:5")).isEqualTo("2001:db8:0:1::/64");
        assertThat(Network.site("2001:db8:0:1:ff:ff:ff:ff")).isEqualTo("2001:db8:0:1::/64");
        assertThat(Network.site("::1")).isEqualTo("0:0:0:0::/64");
        assertThat(Network.site("unknown")).isEqualTo("unknown");
    }
}
