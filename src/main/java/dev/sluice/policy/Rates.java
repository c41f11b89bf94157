package dev.sluice.policy;

import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/**
 * How many events, states of members and messages of WebSockets are taken a second: from one address, and by one subject; on
 * average, and so many at once.
 */
@Singleton
class Rates {

    private volatile RateLimit ofAddress;
    private volatile RateLimit ofSubject;

    @Inject
    Rates(Settings settings) {
        ofAddress = ofAddress(settings);
        ofSubject = ofSubject(settings);
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    /** A changed rate gives every caller a full allowance. */
    private void change(Settings settings) {
        ofAddress = ofAddress.or(ofAddress(settings));
        ofSubject = ofSubject.or(ofSubject(settings));
    }

    private static RateLimit ofAddress(Settings settings) {
        return limit(settings.clients().addressRate(), settings, "from one address");
    }

    private static RateLimit ofSubject(Settings settings) {
        return limit(settings.clients().subjectRate(), settings, "by one subject");
    }

    /** The largest batch must not be too large for ever. */
    private static RateLimit limit(int rate, Settings settings, String whose) {
        return new RateLimit(rate, settings.limits().batchEvents(), "events and messages a second are taken " + whose);
    }

    /** @throws RejectedException {@code rate-limited}, with the time after which there is room for as many */
    void require(Visitor visitor, int events) {
        Optional<String> subject = visitor.caller().subject();
        // first, so that one who is refused takes nothing from others at the same address
        subject.ifPresent(who -> ofSubject.require(who, events));
        try {
            ofAddress.require(visitor.address(), events);
        } catch (RejectedException e) {
            subject.ifPresent(who -> ofSubject.giveBack(who, events));
            throw e;
        }
    }
}
