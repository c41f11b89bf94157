/** The threads that the server lends, and turns for what they share. Knows nothing of what runs on them. */
package dev.sluice.runtime;
