package dev.sluice.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.servers.Quirk;

/** An {@code EventSource}: an answer that is no stream is the end of it. */
public final class LoyalSseReader extends LoyalReader {

    private final String query;

    public LoyalSseReader(Gateway gateway, String filter, String cursor) {
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
            // a page may make a new one
            assertThat(Quirk.CLOSES_ITS_PORT_TOO_LATE.isHere())
                    .as("answered with " + givenUp.status())
                    .isTrue();
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
