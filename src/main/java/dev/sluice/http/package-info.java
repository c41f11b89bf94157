/**
 * What the HTTP doors share: the JAX-RS application, the parameters that say where reading starts, and the one place
 * where a rejection becomes a problem.
 */
package dev.sluice.http;
