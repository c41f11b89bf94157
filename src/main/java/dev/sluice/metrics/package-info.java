/**
 * Counters, gauges and histograms of this deployment.
 *
 * <p>Start with {@link dev.sluice.metrics.Metrics}. This package must not know the classes that count and the endpoints
 * that publish the figures. Any thread may call.
 */
package dev.sluice.metrics;
