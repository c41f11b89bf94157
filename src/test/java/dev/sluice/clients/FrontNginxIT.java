package dev.sluice.clients;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Behind nginx, with its set-up in {@code src/main/nginx}. */
class FrontNginxIT extends FrontContract {

    FrontNginxIT() {
        super(Fronts.NGINX);
    }

    /** The gateway never sees it. */
    @Test
    void aBodyThatNginxRefusesIsRefusedInTheWordsOfTheGateway() throws Exception {
        assertThat(announce(10_000_000))
                .startsWith("HTTP/1.1 413 ")
                .contains("Content-Type: application/problem+json", "\"code\":\"data-too-large\"");
    }
}
