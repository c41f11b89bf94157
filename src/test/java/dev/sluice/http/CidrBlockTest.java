package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CidrBlockTest {

    @Test
    void tellsWhoseAnAddressIs() {
        assertThat(CidrBlock.network("192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(CidrBlock.network("::ffff:192.0.2.7")).isEqualTo("192.0.2.7");
        assertThat(CidrBlock.network("2001:db8:0:1:2:3:4:5")).isEqualTo("2001:db8:0:1::/64");
        assertThat(CidrBlock.network("2001:db8:0:1:ff:ff:ff:ff")).isEqualTo("2001:db8:0:1::/64");
        assertThat(CidrBlock.network("::1")).isEqualTo("0:0:0:0::/64");
        assertThat(CidrBlock.network("unknown")).isEqualTo("unknown");
    }
}
