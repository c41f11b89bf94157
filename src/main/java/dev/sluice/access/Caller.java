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
 * A caller with its grants. Hooks of the application get it to decide by its subject:
 *
 * <pre>{@code
 * if (caller.subject().filter("ada"::equals).isEmpty()) {
 *     throw Rejection.REFUSED.because("only ada may publish here");
 * }
 * }</pre>
 *
 * @param subject the name of the caller: the token's {@code sub}, or the user that the server has authenticated; empty for an
 *     anonymous caller
 * @param grants the topics that the caller may publish and read, and its rights
 * @param token the verified token; empty for a user of the server and for an anonymous caller
 */
public record Caller(Optional<String> subject, Grants grants, Optional<Token> token) {

    /** The owner of keys of callers without a subject; no real subject is empty. */
    private static final String NO_SUBJECT = "";

    static Caller anonymous(Grants grants) {
        return new Caller(Optional.empty(), grants, Optional.empty());
    }

    /** Whether there is a topic to which the caller may publish. */
    public boolean mayPublishSomewhere() {
        return !grants.publish().isEmpty();
    }

    /** Whether the caller has any right other than to read the metrics, which needs no connection. */
    public boolean mayDoSomething() {
        return grants.allowSomething();
    }

    /** Whether the caller has shown no credentials. */
    public boolean isAnonymous() {
        return subject.isEmpty() && token.isEmpty();
    }

    /** @throws RejectedException {@code topic-forbidden}, or {@code token-missing} if credentials may help */
    public void requirePublish(Topic topic) {
        if (!grants.allowPublish(topic)) {
            throw refused(TOPIC_FORBIDDEN, "the caller may not publish to this topic: it has no grant for it");
        }
    }

    /**
     * Refuses a caller that cannot publish at all, before the body of its request is read.
     *
     * @throws RejectedException {@code topic-forbidden}, or {@code token-missing} if credentials may help
     */
    public void requirePublish() {
        if (!mayPublishSomewhere()) {
            throw refused(TOPIC_FORBIDDEN, "the caller may not publish: it has no grant for any topic");
        }
    }

    /**
     * Refuses a caller that cannot read at all, before the parameters of its request are read.
     *
     * @throws RejectedException {@code topic-forbidden}, or {@code token-missing} if credentials may help
     */
    public void requireRead() {
        if (grants.read().isEmpty() && !grants.administer()) {
            throw refused(TOPIC_FORBIDDEN, "the caller may not read: it has no grant for any topic");
        }
    }

    /** Makes the idempotency key of a draft the caller's own. Callers without a subject share their keys. */
    public Draft own(Draft draft) {
        return draft.given(draft.key().map(key -> key.of(subject.orElse(NO_SUBJECT))), Draft::withKey);
    }

    /** @throws RejectedException {@code token-missing} if the caller has shown none */
    public Token requireToken() {
        return token.orElseThrow(() -> TOKEN_MISSING.because("the request has no token, which is required here"));
    }

    /**
     * Checks the filters that the caller asks for. If it asks for none, the result is all topics that it may read.
     *
     * @throws RejectedException {@code topic-forbidden} if the caller may not read all of them, or {@code token-missing} if
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
            throw refused(
                    TOPIC_FORBIDDEN, "the caller may not read all of these topics: it has no grant for some of them");
        }
    }

    /** Whether the caller may read all topics that the filters match. */
    public boolean mayRead(Filters filters) {
        return filters.list().stream().allMatch(grants::allowRead);
    }

    /** Whether the caller may read a topic; called for each event of a stream whose caller got other grants meanwhile. */
    public boolean mayRead(Topic topic) {
        return grants.allowRead(new TopicFilter(topic.value()));
    }

    /** @throws RejectedException {@code administration-forbidden}, or {@code token-missing} if credentials may help */
    public void requireAdministrator() {
        if (!grants.administer()) {
            throw refused(ADMINISTRATION_FORBIDDEN, "the caller may not administer the gateway: it has no admin grant");
        }
    }

    /** @throws RejectedException {@code administration-forbidden}, or {@code token-missing} if credentials may help */
    public void requireMetrics() {
        if (!grants.allowMetrics()) {
            throw refused(ADMINISTRATION_FORBIDDEN, "the caller may not read the metrics: it has no grant for them");
        }
    }

    private RejectedException refused(Rejection rejection, String why) {
        return isAnonymous() ? TOKEN_MISSING.because(why + ", and the request has no token") : rejection.because(why);
    }
}
