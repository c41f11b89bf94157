package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class ServerGroupTest {

    @Test
    void knowsAnInstanceOfADomain() {
        assertThat(ServerGroup.member("i1", Set.of())).contains("i1");
        assertThat(ServerGroup.member("server", Set.of("java.home", "[Server:one]")))
                .contains("one");
    }

    @Test
    void knowsAServerThatStandsAlone() {
        assertThat(ServerGroup.member("server", Set.of("java.home", "[Standalone]")))
                .isEmpty();
        assertThat(ServerGroup.member()).isEmpty();
    }
}
