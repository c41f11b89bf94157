/**
 * Configuration: one validated record of all settings, and the classes that read and reload them.
 *
 * <p>Start with {@link dev.sluice.settings.Settings}; {@code SettingsReader} has all keys with their defaults. This package
 * must not know the parts of the gateway that use the settings. Any thread may read; one thread, always the same, reloads.
 */
package dev.sluice.settings;
