/**
 * HTTP calls that act on connections and tokens: renewal, sign-off, closing and revocation.
 *
 * <p>Start with {@link dev.sluice.control.RevocationResource}. This package must not know the streams and WebSockets that
 * it ends. Request threads call.
 */
package dev.sluice.control;
