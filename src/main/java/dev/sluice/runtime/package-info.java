/**
 * The threads that the server lends, and how many clients can be written to at once. Knows nothing of what runs on
 * them.
 */
package dev.sluice.runtime;
