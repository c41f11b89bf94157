/**
 * The HTTP edge: framing, origins, client addresses, credentials and limits of every request before any resource sees it;
 * and what the resources share: the JAX-RS application, header and query parsing, and the translation of a rejection to a
 * problem document.
 *
 * <p>Start with {@link dev.sluice.http.Gate} for what happens to a request, and with {@link dev.sluice.http.Problems} for
 * the answer to a refused one. This package must not know the journal, and of the hub no more than the position where
 * reading starts. Request threads call; the handlers of upgraded connections are called by one thread at a time.
 */
package dev.sluice.http;
