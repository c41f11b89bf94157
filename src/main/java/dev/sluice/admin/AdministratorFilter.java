package dev.sluice.admin;

import dev.sluice.http.Gate;
import jakarta.annotation.Priority;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.ext.Provider;

/** Refuses callers without the administrator grant before a resource reads the body or the parameters. */
@AdministratorsOnly
@Provider
@Priority(Priorities.AUTHORIZATION)
public class AdministratorFilter implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        Gate.visitorOf(request).caller().requireAdministrator();
    }
}
