/**
 * Connected clients: quotas for connections and publish rates, the lifetime of a token, and messages that arrive slowly.
 *
 * <p>Start with {@link dev.sluice.client.Clients}. This package must not know HTTP and WebSocket. Any thread may call.
 */
package dev.sluice.client;
