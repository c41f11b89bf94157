/**
 * Authentication and authorization: tokens, roles, and the topics that a caller may publish and read.
 *
 * <p>Start with {@link dev.sluice.access.Access}, which turns credentials into a {@link dev.sluice.access.Caller}. This
 * package must not know HTTP and WebSocket, nor how many connections a caller has (see {@code session}). Any thread may
 * call; a caller and its grants are immutable.
 */
package dev.sluice.access;
