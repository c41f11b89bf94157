package dev.sluice.it;

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
record Dashboard(Map<String, String> queries) {

    private static final Pattern METRIC = Pattern.compile("\\bsluice_[a-z_]+");
    private static final Pattern GROUPED = Pattern.compile("by \\(([a-z]+)\\)");

    static Dashboard read() throws IOException {
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

    static Set<String> metrics(String query) {
        return METRIC.matcher(query).results().map(match -> match.group()).collect(Collectors.toSet());
    }

    static Set<String> labels(String query) {
        return GROUPED.matcher(query).results().map(match -> match.group(1)).collect(Collectors.toSet());
    }
}
