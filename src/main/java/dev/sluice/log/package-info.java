/**
 * The form of log messages, and the logging of failures that repeat.
 *
 * <p>Start with {@link dev.sluice.log.LogMessage}. This package must not know the classes that log. Any thread may call.
 */
package dev.sluice.log;
