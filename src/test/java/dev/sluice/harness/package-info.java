/**
 * Tools of the integration tests: running gateways, clients that speak HTTP, SSE and WebSocket byte by byte, and readers
 * that reconnect.
 *
 * <p>Start with {@link dev.sluice.harness.Setup} for a gateway of its own, and {@link dev.sluice.harness.SharedGateway} for
 * the one that most tests share. No test belongs here but those of the tools.
 */
package dev.sluice.harness;
