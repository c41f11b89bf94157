package dev.sluice.policy;

import dev.sluice.runtime.Threads;
import dev.sluice.settings.CurrentSettings;
import java.util.List;

/** The real admission, outside of a server. */
public final class TestAdmission {

    private TestAdmission() {}

    public static Admission of(CurrentSettings settings) {
        return of(settings, List.of(), List.of());
    }

    static Admission of(CurrentSettings settings, List<PublishHook> publishHooks, List<SubscribeHook> subscribeHooks) {
        Rates rates = new Rates(settings.now());
        rates.follow(settings);
        Hooks hooks = new Hooks(publishHooks, subscribeHooks, new Threads(Thread::new), settings.now());
        hooks.follow(settings);
        return new Admission(rates, hooks, settings);
    }
}
