/**
 * The threads of the gateway, which all come from the server.
 *
 * <p>Start with {@link dev.sluice.runtime.Threads}. This package must not know the tasks that run. Any thread may call.
 */
package dev.sluice.runtime;
