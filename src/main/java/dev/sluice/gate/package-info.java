/**
 * The edge of the server: framing, origins, client addresses, credentials and limits of a request, before any resource
 * sees it.
 *
 * <p>Start with {@link dev.sluice.gate.Gate}. This package must not know the journal and the hub. Request threads call;
 * the handlers of upgraded connections are called by one thread at a time.
 */
package dev.sluice.gate;
