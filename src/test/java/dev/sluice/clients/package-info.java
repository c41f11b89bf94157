/**
 * Clients that nobody here wrote: the browser's own {@code EventSource} and {@code WebSocket}, the npm packages
 * {@code eventsource} and {@code ws}, and {@code curl} with the commands of the README; and the gateway's own client for
 * browsers.
 *
 * <p>They know the protocol and the address of a running gateway, and nothing of its inside.
 */
package dev.sluice.clients;
