package dev.sluice.http;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything below {@code /api}; the server finds the resources by their annotations. */
@ApplicationPath("api")
public class GatewayApplication extends Application {}
