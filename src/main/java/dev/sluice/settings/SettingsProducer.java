package dev.sluice.settings;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Reads the settings once for the deployment; a value that cannot be used stops it. */
final class SettingsProducer {

    @Produces
    @Singleton
    static Settings settings() {
        return Settings.read();
    }
}
