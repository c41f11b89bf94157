/** Brings tables to the version that this WAR needs. Alone knows Flyway, and knows nothing of what is in the tables. */
package dev.sluice.schema;
