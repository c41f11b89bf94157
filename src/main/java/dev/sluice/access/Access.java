package dev.sluice.access;

import dev.sluice.event.RejectedException;
import dev.sluice.event.TopicFilter;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.List;

/** Tells who a caller is. Whoever shows no credentials has what the settings grant to anybody: nothing, by default. */
@Singleton
public class Access {

    private final Caller anonymous;

    @Inject
    public Access(Settings settings) {
        anonymous = new Caller(
                filters("sluice.anonymous.publish", settings.anonymous().publish()),
                filters("sluice.anonymous.read", settings.anonymous().read()));
    }

    public Caller anonymous() {
        return anonymous;
    }

    private static List<TopicFilter> filters(String key, List<String> values) {
        try {
            return values.stream().map(TopicFilter::new).toList();
        } catch (RejectedException e) {
            // without a cause: the container shows the innermost one alone, and that does not know the key
            throw new IllegalStateException("setting " + key + ": " + e.getMessage());
        }
    }
}
