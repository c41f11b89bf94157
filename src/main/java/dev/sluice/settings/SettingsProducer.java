package dev.sluice.settings;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Produces the settings at the start of the gateway. An invalid value stops the deployment. */
final class SettingsProducer {

    @Produces
    @Singleton
    static Settings settings(CurrentSettings current) {
        return current.now();
    }
}
