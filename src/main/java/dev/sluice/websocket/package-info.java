/** The door for clients with {@code WebSocket}: {@code /ws}, subprotocol {@code sluice.v1}. */
package dev.sluice.websocket;
