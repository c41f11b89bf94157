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
    private Optional<Settings.Grant> told = Optional.empty();

    @Inject
    AccessWarning(Access access, CurrentSettings current) {
        this.access = access;
        this.current = current;
    }

    @Override
    public void starting(String contextPath) {
        current.listen(this::tell);
    }

    private synchronized void tell(Settings settings) {
        Settings.Grant anonymous = settings.anonymous();
        if (told.equals(Optional.of(anonymous))) {
            return;
        }
        told = Optional.of(anonymous);
        if (anonymous.administer()) {
            LOG.log(Level.WARNING, "Sluice is open: anybody may administer it, by sluice.anonymous.admin");
        }
        if (access.isClosed()) {
            LOG.log(
                    Level.WARNING,
                    "Sluice is closed: nobody may publish or read. Set sluice.token.secret (or .keys, or .jwks) for those"
                            + " who bear a token, or sluice.anonymous.publish and sluice.anonymous.read to filters, such"
                            + " as public/**, for everybody");
        } else if (!anonymous.publish().isEmpty() || !anonymous.read().isEmpty()) {
            LOG.log(
                    Level.WARNING,
                    LogMessage.of("Sluice is open: anybody may do this")
                            .with("publish", anonymous.publish())
                            .with("read", anonymous.read()));
        }
    }
}
