/**
 * Sessions of connected clients: quotas for connections, the lifetime of a token, revocation, and messages that arrive
 * slowly.
 *
 * <p>Start with {@link dev.sluice.session.Clients}. This package must not know HTTP and WebSocket. Any thread may call.
 */
package dev.sluice.session;
