/**
 * Measures the gateway beside other hubs, in one run: {@link dev.sluice.benchmark.Benchmark} starts the servers and has a
 * {@link dev.sluice.benchmark.Load}, a process of its own, talk to each in turn. Knows of the gateway only what goes over
 * the wire, but for the tables of the long journal that {@link dev.sluice.benchmark.Filling} writes.
 */
package dev.sluice.benchmark;
