/** The threads that the server lends. Knows nothing of what runs on them. */
package dev.sluice.runtime;
