/**
 * The door for those who publish inside a transaction of their own: a table in the application's database, and the thread
 * that moves its rows to the journal. The only place beside the journal that knows JDBC, and none of the journal's tables.
 */
package dev.sluice.outbox;
