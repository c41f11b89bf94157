package dev.sluice.policy;

import static dev.sluice.event.Rejection.HOOK_TIMEOUT;

import dev.sluice.access.Caller;
import dev.sluice.access.Visitor;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.log.Incident;
import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import dev.sluice.wire.Payloads;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.interceptor.Interceptor;
import java.lang.System.Logger;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Calls the hooks of the application in the order of their priority. */
@Singleton
class Hooks {

    private static final Logger LOG = System.getLogger(Hooks.class.getName());

    private final List<PublishHook> publishHooks;
    private final List<SubscribeHook> subscribeHooks;
    private volatile Duration limit;
    private final int maxBytes;
    private final HookThreads threads;
    private final Incident slow = new Incident(
            LOG,
            "the hooks of the application exceed their time limit",
            "the hooks of the application answer in time again");

    @Inject
    Hooks(
            @Any Instance<PublishHook> publishHooks,
            @Any Instance<SubscribeHook> subscribeHooks,
            Threads threads,
            Settings settings) {
        this(inOrder(publishHooks), inOrder(subscribeHooks), threads, settings);
    }

    Hooks(List<PublishHook> publishHooks, List<SubscribeHook> subscribeHooks, Threads threads, Settings settings) {
        this.publishHooks = publishHooks;
        this.subscribeHooks = subscribeHooks;
        this.limit = settings.limits().hooks();
        this.maxBytes = settings.limits().eventBytes();
        this.threads = new HookThreads(threads);
    }

    @Inject
    void follow(CurrentSettings current) {
        current.listen(changed -> limit = changed.limits().hooks());
    }

    private static <T> List<T> inOrder(Instance<T> hooks) {
        return hooks.handlesStream()
                .sorted(Comparator.comparingInt(
                        handle -> priority(handle.getBean().getBeanClass())))
                .map(Instance.Handle::get)
                .toList();
    }

    private static int priority(Class<?> bean) {
        Priority priority = bean.getAnnotation(Priority.class);
        return priority == null ? Interceptor.Priority.APPLICATION : priority.value();
    }

    @PreDestroy
    void close() {
        threads.close();
    }

    /**
     * Gives the drafts as the hooks have left them.
     *
     * @throws RejectedException if a hook refuses a draft, or takes too long
     */
    List<Draft> beforePublish(List<Draft> drafts, Visitor visitor) {
        return publishHooks.isEmpty()
                ? drafts
                : callWithinLimit(
                        visitor,
                        () -> drafts.stream()
                                .map(draft -> applyHooks(draft, visitor.caller()))
                                .toList());
    }

    private Draft applyHooks(Draft draft, Caller caller) {
        Draft result = draft;
        for (PublishHook hook : publishHooks) {
            result = hook.beforePublish(result, caller);
        }
        if (result.payload() != draft.payload()) {
            // the payload of a hook has not been validated yet
            Payload payload = result.payload();
            Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        }
        if (!result.content().attributes().equals(draft.content().attributes())) {
            Payloads.check(result.content().attributes());
        }
        return result;
    }

    /** @throws RejectedException if a hook refuses the filters, or takes too long */
    Filters beforeSubscribe(Filters filters, Visitor visitor) {
        return subscribeHooks.isEmpty()
                ? filters
                : callWithinLimit(visitor, () -> {
                    Filters asked = withoutPresence(filters);
                    subscribeHooks.forEach(hook -> hook.beforeSubscribe(asked, visitor.caller()));
                    return filters;
                });
    }

    /** Presence of a topic is subject to the hooks for reading that topic. */
    private static Filters withoutPresence(Filters filters) {
        return new Filters(
                filters.list().stream().map(TopicFilter::withoutPresence).toList());
    }

    /** A subject shares one limit of threads across all its addresses; anonymous callers share one per address. */
    private <T> T callWithinLimit(Visitor visitor, Supplier<T> call) {
        String caller =
                visitor.caller().subject().map(name -> "subject " + name).orElseGet(visitor::address);
        try {
            T answer = threads.call(caller, limit, call);
            slow.passed();
            return answer;
        } catch (TimeoutException e) {
            slow.failed("limit", limit);
            throw HOOK_TIMEOUT.because(
                    "the application's hooks did not decide within the time limit; send the request again");
        } catch (ExecutionException e) {
            throw RejectedException.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HOOK_TIMEOUT.because("the gateway is shutting down");
        }
    }
}
