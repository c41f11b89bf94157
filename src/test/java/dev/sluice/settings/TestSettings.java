package dev.sluice.settings;

import java.util.Map;

/** Settings for the tests of other packages: the given values, and the defaults of all others. */
public final class TestSettings {

    private TestSettings() {}

    public static Settings with(Map<String, String> properties) {
        return SettingsReader.read(outside(properties)::find);
    }

    /** Settings that take changes of the given map with each reload. */
    public static CurrentSettings current(Map<String, String> properties) {
        return new CurrentSettings(outside(properties));
    }

    private static ConfigSource outside(Map<String, String> properties) {
        return new ConfigSource(properties::get, name -> null, name -> null, name -> null);
    }
}
