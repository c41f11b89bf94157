/**
 * Threads of the server, and fair shares of them and of the database.
 *
 * <p>Start with {@link dev.sluice.runtime.Threads}. This package must not know the tasks that run. Any thread may call.
 */
package dev.sluice.runtime;
