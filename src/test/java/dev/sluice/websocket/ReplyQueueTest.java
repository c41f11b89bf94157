package dev.sluice.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.Filters;
import dev.sluice.hub.Start;
import dev.sluice.hub.Subscription;
import org.junit.jupiter.api.Test;

class ReplyQueueTest {

    private final ReplyQueue queue = new ReplyQueue();

    private static Subscription subscription() {
        return new Subscription("orders", Filters.ALL, new Start.Latest());
    }

    @Test
    void holdsBackRepliesBehindASubscriptionThatHasNotOpened() {
        Subscription subscription = subscription();
        queue.add("earlier");
        queue.expect(subscription, new Ref("1"));
        queue.add("later");
        assertThat(queue.takeReady()).containsExactly("earlier");
        assertThat(queue.takeReady()).isEmpty();
        assertThat(queue.refOf(subscription)).isEqualTo(new Ref("1"));
        queue.opened(subscription);
        assertThat(queue.takeReady()).containsExactly("later");
        assertThat(queue.isEmpty()).isTrue();
    }

    /** A client may unsubscribe, and subscribe with the same name, before the first subscription has opened. */
    @Test
    void distinguishesEqualSubscriptions() {
        Subscription first = subscription();
        Subscription second = subscription();
        queue.expect(first, new Ref("1"));
        queue.expect(second, new Ref("2"));
        assertThat(queue.refOf(second)).isEqualTo(new Ref("2"));
        queue.opened(first);
        assertThat(queue.refOf(second)).isEqualTo(new Ref("2"));
        queue.add("later");
        assertThat(queue.takeReady()).isEmpty();
    }

    @Test
    void hasPlacesAgainWhenRepliesHaveBeenWritten() {
        int places = 0;
        while (queue.tryReserve()) {
            places++;
        }
        assertThat(places).isEqualTo(256);
        queue.release(1, 0);
        assertThat(queue.tryReserve()).isTrue();
        assertThat(queue.tryReserve()).isFalse();
    }
}
