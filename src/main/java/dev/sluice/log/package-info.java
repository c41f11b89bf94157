/**
 * The form of a log line, and lines that are written once for each incident.
 *
 * <p>Start with {@link dev.sluice.log.LogMessage}. This package must not know the classes that log. Any thread may call.
 */
package dev.sluice.log;
