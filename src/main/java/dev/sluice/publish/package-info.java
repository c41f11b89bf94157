/** The door for those who publish: over HTTP, and from any CDI bean by {@link dev.sluice.publish.Publisher}. */
package dev.sluice.publish;
