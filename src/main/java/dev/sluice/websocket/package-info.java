/**
 * The door for clients with {@code WebSocket}: {@code /ws}, subprotocol {@code sluice.v1}.
 *
 * <p>Start with {@link dev.sluice.websocket.WebSocketEndpoint}. This package must not know the tables of the journal. The
 * server's threads deliver messages; the hub's writers write.
 */
package dev.sluice.websocket;
