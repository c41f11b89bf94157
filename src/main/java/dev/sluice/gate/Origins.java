package dev.sluice.gate;

import dev.sluice.settings.Settings;
import java.util.List;
import java.util.Locale;

/** From the pages of which origins browsers may use the gateway: its own, and those that the settings name. */
final class Origins {

    private static final String ANY = "*";

    private final List<String> allowed;

    /** @throws IllegalStateException if one of them is no origin */
    Origins(Settings.Web settings) {
        allowed = settings.origins().stream().map(Origins::normal).toList();
    }

    private static String normal(String origin) {
        String text = origin.toLowerCase(Locale.ROOT);
        if (!text.equals(ANY) && !text.matches("[a-z][a-z0-9+.-]*://[^/?#@\\s]+")) {
            throw new IllegalStateException(
                    "setting sluice.origins: '" + origin + "' is no origin, such as https://www.example.com");
        }
        return text;
    }

    boolean isNamed(String origin) {
        return allowed.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** Pages that nobody has named; they may never use what the browser adds by itself. */
    boolean areAllAllowed() {
        return allowed.contains(ANY);
    }

    /**
     * Whether a page of this origin came from here: a browser names both alike. What stands between a proxy and us may be
     * plain where the browser's way is not, but not the other way round.
     *
     * @param host as the browser has called it, with its port
     * @param secure whether it has called by TLS, as far as we see
     */
    static boolean isOwn(String origin, String host, boolean secure) {
        return origin.equalsIgnoreCase("https://" + host) || !secure && origin.equalsIgnoreCase("http://" + host);
    }
}
