/**
 * Interfaces that the application implements to decide about publishing and reading, and their invocation with a time
 * limit.
 *
 * <p>Start with {@link dev.sluice.hook.PublishHook}. This package must not know the doors that call it. Request threads
 * and WebSocket threads call; a hook runs on a thread of its own.
 */
package dev.sluice.hook;
