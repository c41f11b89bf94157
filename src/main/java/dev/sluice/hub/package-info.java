/**
 * Fan-out: subscriptions, their positions, and delivery to each client at its own pace.
 *
 * <p>A live subscriber receives references to the newest events; one that is behind reads the journal. It changes from one
 * to the other without a loss or a duplicate. {@link dev.sluice.hub.Outlet} is the port by which bytes reach a client.
 *
 * <p>Start with {@link dev.sluice.hub.Hub}. This package must not know HTTP, WebSocket and JPA. Any thread may call the
 * hub; one thread at a time writes to an outlet, and one thread dispatches.
 */
package dev.sluice.hub;
