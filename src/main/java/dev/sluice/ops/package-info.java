/**
 * Operation: start and stop, drain, readiness, health, metrics, JMX, the administrators' calls and the reload of settings.
 *
 * <p>Start with {@link dev.sluice.ops.Lifecycle}. This package must not know the formats of the doors. The server's
 * threads start and stop it; request threads and JMX threads ask.
 */
package dev.sluice.ops;
