/**
 * Administration: the HTTP calls and the JMX bean by which operators see and control connections, topics, tokens, settings
 * and the drain of a node.
 *
 * <p>Start with {@link dev.sluice.admin.ConnectionsResource}. This package must not know the streams and WebSockets that it
 * shows and ends. Request threads and JMX threads call.
 */
package dev.sluice.admin;
