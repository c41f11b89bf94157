package dev.sluice.settings;

import java.util.Map;

/** Settings for the tests of other packages: the defaults but for what is given. */
public final class TestSettings {

    private TestSettings() {}

    public static Settings with(Map<String, String> properties) {
        return SettingsReader.read(new Outside(properties::get, name -> null, name -> null)::find);
    }
}
