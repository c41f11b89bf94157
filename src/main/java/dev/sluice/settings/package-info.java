/**
 * Configuration: one validated record of all settings, and the class that reads them from the environment.
 *
 * <p>Start with {@link dev.sluice.settings.Settings}. This package must not know the parts of the gateway that use the
 * settings. Any thread may read; one thread at a time reloads.
 */
package dev.sluice.settings;
