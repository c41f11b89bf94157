package dev.sluice.settings;

import java.util.Set;

/** The settings that can change while the gateway runs. All others are used only once, when its parts are created. */
final class ReloadableKeys {

    private static final Set<String> KEYS = Set.of(
            "sluice.anonymous.admin",
            "sluice.anonymous.publish",
            "sluice.anonymous.read",
            "sluice.backlog.max-events",
            "sluice.connections.max",
            "sluice.connections.max-filters",
            "sluice.connections.per-address",
            "sluice.connections.rate-per-address",
            "sluice.connections.rate-per-subject",
            "sluice.connections.per-subject",
            "sluice.drain",
            "sluice.heartbeat",
            "sluice.hooks.time-limit",
            "sluice.metrics.open",
            "sluice.metrics.token",
            "sluice.metrics.token.file",
            "sluice.origins",
            "sluice.publish.rate-per-address",
            "sluice.publish.rate-per-subject",
            "sluice.request.max-bodies",
            "sluice.request.max-bodies-per-caller",
            "sluice.request.time-limit",
            "sluice.retention.age",
            "sluice.retention.bytes",
            "sluice.retention.count",
            "sluice.retry",
            "sluice.send-buffer",
            "sluice.token.notice",
            "sluice.trusted-proxies",
            "sluice.trusted-proxies.header",
            "sluice.volatile.max-events",
            "sluice.websocket.max-messages",
            "sluice.websocket.max-subscriptions",
            "sluice.write-timeout");

    private static final String ROLES = "sluice.role.";

    private ReloadableKeys() {}

    static boolean contains(String key) {
        return KEYS.contains(key) || key.startsWith(ROLES);
    }
}
