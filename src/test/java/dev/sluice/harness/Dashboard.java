package dev.sluice.harness;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the dashboard for Grafana asks for.
 *
 * @param queries of each panel, by its title
 */
public record Dashboard(Map<String, String> queries) {

    private static final Pattern METRIC = Pattern.compile("\\bsluice_[a-z_]+");
    private static final Pattern GROUPED = Pattern.compile("by \\(([a-z]+)\\)");

    private static final String AGGREGATE = "\\b(?:sum|max|min|avg|count)\\s*\\(";
    private static final String OPERATOR = "\\s*[-+*/]\\s*";

    /** An aggregate of everything, whose parentheses hold at most one further pair, beside a metric as it is; or the reverse. */
    private static final Pattern LOPSIDED = Pattern.compile("(?<!scalar\\()" + AGGREGATE + "(?:[^()]|\\([^()]*\\))*\\)"
            + OPERATOR + "sluice_|[}\\]]" + OPERATOR + AGGREGATE);

    public static Dashboard read() throws IOException {
        Path file = Path.of(System.getProperty("sluice.it.projectDirectory"), "src/site/grafana/sluice.json");
        JsonObject json = Json.object(Files.readString(file));
        Map<String, String> queries = new TreeMap<>();
        for (JsonObject panel : Json.objects(json.getAsJsonArray("panels"))) {
            queries.put(
                    Json.text(panel, "title"),
                    Json.objects(panel.getAsJsonArray("targets")).stream()
                            .map(target -> Json.text(target, "expr"))
                            .collect(Collectors.joining("\n")));
        }
        for (JsonElement variable : json.getAsJsonObject("templating").getAsJsonArray("list")) {
            queries.merge("variables", Json.text(variable.getAsJsonObject(), "definition"), String::concat);
        }
        return new Dashboard(queries);
    }

    public static Set<String> metrics(String query) {
        return METRIC.matcher(query).results().map(match -> match.group()).collect(Collectors.toSet());
    }

    public static Set<String> labels(String query) {
        return GROUPED.matcher(query).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }

    /** Prometheus computes with what has the same labels on both sides; an aggregate of everything has none. */
    public static boolean matchesNothing(String query) {
        return LOPSIDED.matcher(query).find();
    }
}
