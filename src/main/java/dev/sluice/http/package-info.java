/**
 * Shared parts of the HTTP doors: the JAX-RS application, header and query parsing, and the translation of a rejection to
 * a problem document.
 *
 * <p>Start with {@link dev.sluice.http.Problems}. This package must not know the journal, and of the hub no more than the
 * position where reading starts. Request threads call.
 */
package dev.sluice.http;
