package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An {@code EventSource}, which the page makes anew when it has given up: for a moment between the drain and the closing of
 * its port, Payara answers 500 or 503.
 */
final class LoyalSseReader extends LoyalReader {

    private final String query;

    LoyalSseReader(Gateway gateway, String filter, String cursor) {
        super(gateway, cursor);
        query = "topic=" + filter;
    }

    @Override
    protected void read(Gateway from, String after) {
        try (SseStream stream = from.resume(query, after)) {
            while (true) {
                hear(stream.next());
            }
        } catch (RefusedException givenUp) {
            assertThat(givenUp.status()).isIn(500, 503);
        }
    }

    private void hear(SseBlock block) {
        block.retry().ifPresent(this::comeBackAfter);
        if (!block.lastEventId().isEmpty()) {
            hasSeen(block.lastEventId());
        }
        if (block.event().equals("sluice.ready")) {
            came();
        } else if (block.firesAnEvent() && !block.isOfTheGateway()) {
            got(block.received());
        }
    }
}
