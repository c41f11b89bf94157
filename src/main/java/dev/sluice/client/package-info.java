/**
 * The clients of the gateway: how many there may be, how much they may do, and for how long each may stay. Knows the hub's
 * connections and who a caller is; neither HTTP nor WebSocket.
 */
package dev.sluice.client;
