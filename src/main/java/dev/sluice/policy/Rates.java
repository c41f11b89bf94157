package dev.sluice.policy;

import dev.sluice.access.Visitor;
import dev.sluice.event.RejectedException;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Limits the rate of events, member states and WebSocket messages, for each address and for each subject. */
@Singleton
class Rates {

    private volatile RateLimit perAddress;
    private volatile RateLimit perSubject;

    @Inject
    Rates(Settings settings) {
        perAddress = perAddress(settings);
        perSubject = perSubject(settings);
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(this::change);
    }

    /** A changed rate gives every caller a full allowance. */
    private void change(Settings settings) {
        perAddress = perAddress.replacedBy(perAddress(settings));
        perSubject = perSubject.replacedBy(perSubject(settings));
    }

    private static RateLimit perAddress(Settings settings) {
        return limit(settings.clients().addressRate(), settings, "from one address");
    }

    private static RateLimit perSubject(Settings settings) {
        return limit(settings.clients().subjectRate(), settings, "by one subject");
    }

    /** The burst admits the largest batch; otherwise such a batch could never be published. */
    private static RateLimit limit(int rate, Settings settings, String origin) {
        return new RateLimit(
                rate, settings.limits().batchEvents(), "events and messages a second are accepted " + origin);
    }

    /** @throws RejectedException {@code rate-limited}, with the time after which the request is accepted */
    void require(Visitor visitor, int events) {
        Optional<String> subject = visitor.caller().subject();
        // first: a refused subject must not use up the rate of others at the same address
        subject.ifPresent(name -> perSubject.require(name, events));
        try {
            perAddress.require(visitor.address(), events);
        } catch (RejectedException e) {
            subject.ifPresent(name -> perSubject.refund(name, events));
            throw e;
        }
    }
}
