package dev.sluice.benchmark;

/** How a subscriber receives. */
enum Protocol {
    SSE,
    WEBSOCKET
}
