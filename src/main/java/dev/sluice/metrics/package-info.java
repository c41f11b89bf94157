/** What the gateway counts, in a registry of Micrometer. Knows nothing of who counts and nothing of who looks. */
package dev.sluice.metrics;
