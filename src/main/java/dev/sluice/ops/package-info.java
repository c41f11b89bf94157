/** What an operator sees of the gateway: for now, that it starts and stops, and what it tells about that. */
package dev.sluice.ops;
