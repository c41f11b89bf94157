/**
 * Measures the gateway beside other hubs, in one run: {@link dev.sluice.benchmark.Benchmark} starts the servers and has a
 * {@link dev.sluice.benchmark.Load}, a process of its own, talk to each in turn. Knows of the gateway only what goes over
 * the wire.
 */
package dev.sluice.benchmark;
