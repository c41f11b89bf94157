/**
 * The life of a node: start, readiness, drain, stop, reload of settings, and the differences of the servers it runs on.
 *
 * <p>Start with {@link dev.sluice.node.Lifecycle}. This package must not know who shows or administers the node: they
 * implement {@link dev.sluice.node.LifecycleListener}. The server's threads start and stop it.
 */
package dev.sluice.node;
