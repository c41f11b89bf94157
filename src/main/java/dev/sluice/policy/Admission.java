package dev.sluice.policy;

import static dev.sluice.event.Rejection.TOO_MANY_TOPICS;

import dev.sluice.access.Visitor;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.RejectedException;
import dev.sluice.event.Topic;
import dev.sluice.settings.CurrentSettings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.List;

/**
 * Decides whether a caller may publish, read, or change its state: by its grants, then by its rate, then by the hooks of the
 * application. Every door calls this class, so that no door can omit one of the three.
 *
 * <p>Each of the three operations ends with an {@code admit…} method, which checks everything and suffices by itself. The
 * {@code require…} methods before it refuse early: before a body is read, or before anything else is looked up. Any thread
 * may call; {@code admitPublish} and {@code admitRead} block for the hooks, within their time limit.
 */
@Singleton
public class Admission {

    private final Rates rates;
    private final Hooks hooks;
    private final CurrentSettings settings;

    @Inject
    public Admission(Rates rates, Hooks hooks, CurrentSettings settings) {
        this.rates = rates;
        this.hooks = hooks;
        this.settings = settings;
    }

    /**
     * Counts one request or message, whether or not it succeeds.
     *
     * @throws RejectedException {@code rate-limited}
     */
    public void countRequest(Visitor visitor) {
        rates.require(visitor, 1);
    }

    /** @throws RejectedException {@code topic-forbidden} or {@code token-missing} if the caller may publish to no topic */
    public void requirePublisher(Visitor visitor) {
        visitor.caller().requirePublish();
    }

    /** @throws RejectedException {@code topic-forbidden} or {@code token-missing} */
    public void requirePublish(Visitor visitor, Topic topic) {
        visitor.caller().requirePublish(topic);
    }

    /**
     * Admits the drafts of one request. The first is covered by {@link #countRequest}; each further one counts as a request.
     *
     * @return the drafts to publish, as the hooks have left them
     * @throws RejectedException if the caller, its rate or a hook refuses one: then none may be published
     */
    public List<Draft> admitPublish(Visitor visitor, List<Draft> drafts) {
        drafts.forEach(draft -> visitor.caller().requirePublish(draft.topic()));
        if (drafts.size() > 1) {
            rates.require(visitor, drafts.size() - 1);
        }
        return hooks.beforePublish(drafts, visitor).stream()
                .map(visitor.caller()::own)
                .toList();
    }

    /** @throws RejectedException {@code topic-forbidden} or {@code token-missing} if the caller may read no topic */
    public void requireReader(Visitor visitor) {
        visitor.caller().requireRead();
    }

    /**
     * Checks the topics and patterns of a request. Without any, gives all topics that the caller may read.
     *
     * @param others the filters of the other subscriptions on the same connection
     * @throws RejectedException {@code topic-forbidden}, {@code token-missing} or {@code too-many-topics}
     */
    public Filters requireRead(Visitor visitor, Collection<String> topics, List<Filters> others) {
        Filters filters = visitor.caller().requireRead(topics);
        int all = filters.list().size()
                + others.stream().mapToInt(each -> each.list().size()).sum();
        int limit = settings.now().clients().filters();
        if (all > limit) {
            throw TOO_MANY_TOPICS.because(
                    "a connection has at most " + limit + " topics and patterns in all its subscriptions together");
        }
        return filters;
    }

    /**
     * Admits a subscription, or one read of the history or of the members.
     *
     * @throws RejectedException if the caller or a hook refuses it
     */
    public Filters admitRead(Visitor visitor, Filters filters) {
        visitor.caller().requireRead(filters);
        return hooks.beforeSubscribe(filters, visitor);
    }

    /**
     * Admits one read of the members of a topic.
     *
     * @throws RejectedException if the caller or a hook refuses it
     */
    public void admitRead(Visitor visitor, Topic topic) {
        admitRead(visitor, Filters.of(List.of(topic.value())));
    }

    /**
     * Admits a change of the caller's own state on a topic, which every reader of the topic may make. The hooks have already
     * admitted the subscription that the state belongs to.
     *
     * @throws RejectedException {@code topic-forbidden} or {@code token-missing}
     */
    public void admitState(Visitor visitor, Topic topic) {
        visitor.caller().requireRead(List.of(topic.value()));
    }
}
