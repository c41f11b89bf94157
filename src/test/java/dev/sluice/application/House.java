package dev.sluice.application;

import dev.sluice.access.Caller;
import dev.sluice.event.ContentType;
import dev.sluice.event.Draft;
import dev.sluice.event.EventType;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.policy.PublishHook;
import dev.sluice.policy.SubscribeHook;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CountDownLatch;

/** The rules of the house, on topics that begin with {@code house/}. */
public final class House {

    private House() {}

    private static boolean isHere(Draft draft) {
        return draft.topic().value().startsWith("house/");
    }

    private static Draft say(Draft draft, String text) {
        return new Draft(draft.topic(), Payload.text(ContentType.TEXT, text));
    }

    @ApplicationScoped
    @Priority(1)
    static class First implements PublishHook {

        @Override
        public Draft beforePublish(Draft draft, Caller caller) {
            return isHere(draft) ? say(draft, draft.payload().text() + " first") : draft;
        }
    }

    @ApplicationScoped
    @Priority(2)
    static class Second implements PublishHook {

        @Override
        public Draft beforePublish(Draft draft, Caller caller) {
            if (!isHere(draft)) {
                return draft;
            }
            String text = draft.payload().text();
            if (text.startsWith("forbidden")) {
                throw Rejection.REFUSED.because("not in this house");
            }
            if (text.startsWith("broken")) {
                throw new IllegalStateException("the hook is broken");
            }
            if (text.startsWith("slow")) {
                waitForEver();
            }
            if (text.startsWith("invalid")) {
                return new Draft(draft.topic(), new Payload(ContentType.JSON, new byte[] {'{'}));
            }
            return text.startsWith("elsewhere")
                    ? new Draft(new Topic("elsewhere"), draft.payload())
                    : say(draft, text + " second").withType(new EventType("decided"));
        }

        private static void waitForEver() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @ApplicationScoped
    static class Doorkeeper implements SubscribeHook {

        @Override
        public void beforeSubscribe(Filters filters, Caller caller) {
            if (filters.matches(new Topic("house/cellar"))) {
                throw Rejection.REFUSED.because("nobody goes to the cellar");
            }
        }
    }
}
