package dev.sluice.http;

import static dev.sluice.event.Rejection.BODY_INVALID;
import static dev.sluice.event.Rejection.PARAMETER_INVALID;

import jakarta.annotation.Priority;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.ext.Provider;

/** Reads the headers by which the server finds a resource, before it does: it would answer a bad one with a page of its own. */
@Provider
@PreMatching
@Priority(0)
public class HeaderCheck implements ContainerRequestFilter {

    @Override
    public void filter(ContainerRequestContext request) {
        try {
            request.getMediaType();
        } catch (ProcessingException | WebApplicationException | IllegalArgumentException e) {
            throw BODY_INVALID.because("the content type is malformed");
        }
        try {
            request.getAcceptableMediaTypes();
        } catch (ProcessingException | WebApplicationException | IllegalArgumentException e) {
            throw PARAMETER_INVALID.because("the Accept header is malformed");
        }
    }
}
