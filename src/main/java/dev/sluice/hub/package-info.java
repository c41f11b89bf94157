/**
 * The hub: who wants to see what, and how far each one has got.
 *
 * <p>A subscriber is a cursor. Live, it is handed references to the newest events; behind, it reads the journal at its
 * own pace; it changes from one to the other without missing anything. {@link dev.sluice.hub.Outlet} is the port by
 * which bytes reach a client: the hub knows neither HTTP nor WebSocket nor JPA.
 */
package dev.sluice.hub;
