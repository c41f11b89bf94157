/**
 * Monitoring: gauges, rates, latency, health, metrics, and the events that a node publishes about itself.
 *
 * <p>Start with {@link dev.sluice.monitor.Report}. This package must not know the formats of the doors. Request threads ask;
 * a ticker computes.
 */
package dev.sluice.monitor;
