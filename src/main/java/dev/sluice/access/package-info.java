/**
 * Authentication and authorization: tokens, roles, and the topics that a caller may publish and read.
 *
 * <p>Start with {@link dev.sluice.access.Access}. This package must not know who connects or how often (see {@code
 * client}); HTTP and WebSocket. Any thread may call; a caller and its grants are immutable.
 */
package dev.sluice.access;
