/**
 * Database migration by Flyway: brings tables to the version that this WAR needs.
 *
 * <p>Start with {@link dev.sluice.schema.Migration}. This package must not know the content of the tables. The thread that
 * starts the gateway calls.
 */
package dev.sluice.schema;
