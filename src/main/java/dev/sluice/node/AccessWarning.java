package dev.sluice.node;

import dev.sluice.access.Access;
import dev.sluice.log.LogMessage;
import dev.sluice.settings.CurrentSettings;
import dev.sluice.settings.Settings;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Optional;

/** Logs the rights of callers without a token, at the start and whenever they change. */
@Singleton
class AccessWarning implements LifecycleListener {

    private static final Logger LOG = System.getLogger("dev.sluice");

    private final Access access;
    private final CurrentSettings current;
    private Optional<Settings.Grant> logged = Optional.empty();

    @Inject
    AccessWarning(Access access, CurrentSettings current) {
        this.access = access;
        this.current = current;
    }

    @Override
    public void starting(String contextPath) {
        current.listen(this::log);
    }

    private synchronized void log(Settings settings) {
        Settings.Grant anonymous = settings.anonymous();
        if (logged.equals(Optional.of(anonymous))) {
            return;
        }
        logged = Optional.of(anonymous);
        if (anonymous.administer()) {
            LOG.log(
                    Level.WARNING,
                    "Sluice is open: callers without a token may administer it; sluice.anonymous.admin is true");
        }
        if (access.isClosed()) {
            LOG.log(
                    Level.WARNING,
                    "Sluice is closed: no caller may publish or read. Set sluice.token.secret (or .keys, or .jwks) to accept"
                            + " tokens, or set sluice.anonymous.publish and sluice.anonymous.read to filters, such as"
                            + " public/**, to admit callers without a token");
        } else if (!anonymous.publish().isEmpty() || !anonymous.read().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Sluice is open: callers without a token may use these topics")
                            .with("publish", anonymous.publish())
                            .with("read", anonymous.read()));
        }
    }
}
