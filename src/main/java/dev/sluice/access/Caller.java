package dev.sluice.access;

import static dev.sluice.event.Rejection.ADMINISTRATION_FORBIDDEN;
import static dev.sluice.event.Rejection.TOKEN_MISSING;
import static dev.sluice.event.Rejection.TOPIC_FORBIDDEN;

import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Rejection;
import dev.sluice.event.Topic;
import dev.sluice.event.TopicFilter;
import java.util.Collection;
import java.util.Optional;

/**
 * A caller with its grants.
 *
 * @param subject the subject; empty without credentials
 * @param token the verified token; empty for a principal of the server and for an anonymous caller
 */
public record Caller(Optional<String> subject, Grants grants, Optional<Token> token) {

    /** No subject is empty. */
    private static final String NOBODY = "";

    static Caller anonymous(Grants grants) {
        return new Caller(Optional.empty(), grants, Optional.empty());
    }

    public boolean mayPublishSomewhere() {
        return !grants.publish().isEmpty();
    }

    /** Whether the caller has any right but to read the metrics, which needs no connection. */
    public boolean mayDoSomething() {
        return grants.allowSomething();
    }

    public boolean isAnonymous() {
        return subject.isEmpty() && token.isEmpty();
    }

    /** @throws RejectedException {@code topic-forbidden}, or {@code token-missing} if credentials may help */
    public void requirePublish(Topic topic) {
        if (!grants.allowPublish(topic)) {
            throw refused(TOPIC_FORBIDDEN, "this caller may not publish to this topic");
        }
    }

    /**
     * Before anything else of the request is looked at.
     *
     * @throws RejectedException if there is no topic to which the caller may publish
     */
    public void requirePublish() {
        if (!mayPublishSomewhere()) {
            throw refused(TOPIC_FORBIDDEN, "this caller may publish nothing");
        }
    }

    /**
     * Before anything else of the request is looked at.
     *
     * @throws RejectedException if there is no topic that the caller may read
     */
    public void requireRead() {
        if (grants.read().isEmpty() && !grants.administer()) {
            throw refused(TOPIC_FORBIDDEN, "this caller may read nothing");
        }
    }

    /** Its keys are its own; all who have no subject have them together. */
    public Draft own(Draft draft) {
        return draft.given(draft.key().map(key -> key.of(subject.orElse(NOBODY))), Draft::withKey);
    }

    /** @throws RejectedException {@code token-missing} if the caller has shown none */
    public Token requireToken() {
        return token.orElseThrow(() -> TOKEN_MISSING.because("this needs a token"));
    }

    /**
     * Checks the filters that the caller asks for; without any, gives all that it may read.
     *
     * @throws RejectedException if it asks for more than it may read: {@code topic-forbidden}, or {@code token-missing} if
     *     credentials may help
     */
    public Filters requireRead(Collection<String> wanted) {
        if (wanted.isEmpty() && !grants.read().isEmpty()) {
            return new Filters(grants.read());
        }
        Filters filters = Filters.of(wanted);
        requireRead(filters);
        return filters;
    }

    /** @throws RejectedException {@code topic-forbidden}, or {@code token-missing} if credentials may help */
    public void requireRead(Filters filters) {
        if (!mayRead(filters)) {
            throw refused(TOPIC_FORBIDDEN, "this caller may not read all of these topics");
        }
    }

    public boolean mayRead(Filters filters) {
        return filters.list().stream().allMatch(grants::allowRead);
    }

    /** Decided for each event of a stream whose caller has other grants than it began with. */
    public boolean mayRead(Topic topic) {
        return grants.allowRead(new TopicFilter(topic.value()));
    }

    /** @throws RejectedException {@code administration-forbidden}, or {@code token-missing} if credentials may help */
    public void requireAdministrator() {
        if (!grants.administer()) {
            throw refused(ADMINISTRATION_FORBIDDEN, "this caller may not administer the gateway");
        }
    }

    /** @throws RejectedException {@code administration-forbidden}, or {@code token-missing} if credentials may help */
    public void requireMetrics() {
        if (!grants.allowMetrics()) {
            throw refused(ADMINISTRATION_FORBIDDEN, "this caller may not read the metrics");
        }
    }

    private RejectedException refused(Rejection rejection, String why) {
        return isAnonymous() ? TOKEN_MISSING.because(why + " without a token") : rejection.because(why);
    }
}
