/**
 * What an operator can set: one validated record, and the one class that reads the outside.
 *
 * <p>Knows nothing of the gateway's other parts; they take from it what they need.
 */
package dev.sluice.settings;
