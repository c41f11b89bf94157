/**
 * The gateway as its users meet it: the WAR on a real server in its own process, with plain HTTP and WebSocket clients.
 *
 * <p>Knows nothing of the gateway's classes: what is asked for here is the protocol, and what the protocol promises.
 */
package dev.sluice.it;
