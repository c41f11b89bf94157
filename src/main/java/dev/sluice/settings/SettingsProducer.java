package dev.sluice.settings;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** The settings of the start; a value that cannot be used stops the deployment. */
final class SettingsProducer {

    @Produces
    @Singleton
    static Settings settings(CurrentSettings current) {
        return current.now();
    }
}
