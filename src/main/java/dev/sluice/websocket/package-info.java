/**
 * The door for clients with {@code WebSocket}: {@code /ws}, subprotocol {@code sluice.v1}.
 *
 * <p>Start with {@link dev.sluice.websocket.WebSocketEndpoint}. It passes messages to a {@link
 * dev.sluice.websocket.ClientSession}, whose {@link dev.sluice.websocket.MessageDispatcher} hands each to the class for its
 * type; {@link dev.sluice.websocket.WebSocketOutlet} writes events in the other direction. This package must not know the
 * tables of the journal. The server's threads deliver messages; the hub's writers write.
 */
package dev.sluice.websocket;
