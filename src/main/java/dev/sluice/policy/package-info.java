/**
 * Admission: what a caller may publish, read and change, at which rate, and with which of the application's hooks.
 *
 * <p>Start with {@link dev.sluice.policy.Admission}, which every door asks. An application implements {@link
 * dev.sluice.policy.PublishHook} and {@link dev.sluice.policy.SubscribeHook}. This package must not know the doors that ask
 * it, nor the journal. Request threads and WebSocket threads call; a hook runs on a thread of its own.
 */
package dev.sluice.policy;
