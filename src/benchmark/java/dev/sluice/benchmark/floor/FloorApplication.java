package dev.sluice.benchmark.floor;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** Everything below {@code /sse}. */
@ApplicationPath("sse")
public class FloorApplication extends Application {}
