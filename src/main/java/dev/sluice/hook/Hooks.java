package dev.sluice.hook;

import static dev.sluice.event.Rejection.HOOK_TIMEOUT;
import static dev.sluice.event.Rejection.INTERNAL_ERROR;

import dev.sluice.access.Caller;
import dev.sluice.event.Draft;
import dev.sluice.event.Filters;
import dev.sluice.event.Payload;
import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.log.Line;
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
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** The hooks of the application, in their order. Without any, a publish costs nothing here. */
@Singleton
public class Hooks {

    private static final Logger LOG = System.getLogger(Hooks.class.getName());

    /** How many clients' hooks run at once; others wait, within their time limit. */
    private static final int THREADS = 16;

    private final List<PublishHook> publishHooks;
    private final List<SubscribeHook> subscribeHooks;
    private volatile Duration limit;
    private final int maxBytes;
    private final ExecutorService threads;

    @Inject
    Hooks(
            @Any Instance<PublishHook> publishHooks,
            @Any Instance<SubscribeHook> subscribeHooks,
            Threads threads,
            Settings settings) {
        this.publishHooks = inOrder(publishHooks);
        this.subscribeHooks = inOrder(subscribeHooks);
        this.limit = settings.limits().hooks();
        this.maxBytes = settings.limits().eventBytes();
        this.threads = threads.pool("sluice-hook", THREADS);
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
        threads.shutdownNow();
    }

    /**
     * What is to be published of what a client has sent.
     *
     * @throws RejectedException if a hook refuses a draft, or takes too long
     */
    public List<Draft> beforePublish(List<Draft> drafts, Caller caller) {
        return publishHooks.isEmpty()
                ? drafts
                : inTime(() -> drafts.stream().map(draft -> ask(draft, caller)).toList());
    }

    private Draft ask(Draft draft, Caller caller) {
        Draft result = draft;
        for (PublishHook hook : publishHooks) {
            result = hook.beforePublish(result, caller);
        }
        if (result.payload() != draft.payload()) {
            // it would go to others as it is
            Payload payload = result.payload();
            Payloads.of(payload.contentType(), payload.bytes(), maxBytes);
        }
        return result;
    }

    /** @throws RejectedException if a hook refuses the filters, or takes too long */
    public Filters beforeSubscribe(Filters filters, Caller caller) {
        return subscribeHooks.isEmpty()
                ? filters
                : inTime(() -> {
                    Filters asked = withoutPresence(filters);
                    subscribeHooks.forEach(hook -> hook.beforeSubscribe(asked, caller));
                    return filters;
                });
    }

    /** Who asks who is on a topic is asked about as a reader of the topic. */
    private static Filters withoutPresence(Filters filters) {
        return new Filters(
                filters.list().stream().map(TopicFilter::withoutPresence).toList());
    }

    private <T> T inTime(Supplier<T> asking) {
        Future<T> answer = threads.submit(asking::get);
        try {
            return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            answer.cancel(true);
            LOG.log(
                    Level.WARNING,
                    Line.of("the hooks of the application took too long").with("limit", limit));
            throw HOOK_TIMEOUT.because("the application took too long to decide about this");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RejectedException refusal) {
                throw refusal;
            }
            LOG.log(Level.ERROR, "a hook of the application failed", e.getCause());
            throw INTERNAL_ERROR.because("the gateway failed; its log says more");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw HOOK_TIMEOUT.because("the gateway is shutting down");
        }
    }
}
