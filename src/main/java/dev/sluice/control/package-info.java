/**
 * What can be done from outside with connections and tokens: renewed, ended, revoked. A door like the others, and it sees
 * none of them.
 */
package dev.sluice.control;
