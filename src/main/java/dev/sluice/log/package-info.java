/** How a line of the log looks. Knows nothing of who writes it. */
package dev.sluice.log;
