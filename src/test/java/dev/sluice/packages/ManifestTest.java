package dev.sluice.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The manifest for Kubernetes, against the field names of its API, and against itself. */
class ManifestTest {

    private static final int HEAP_PERCENT = 60;

    private static final Map<String, JsonObject> OBJECTS = read(Project.text("src/main/kubernetes/sluice.yaml"));

    private static Map<String, JsonObject> read(String manifest) {
        Gson json = new Gson();
        Iterable<Object> documents = new Yaml(new SafeConstructor(new LoaderOptions())).loadAll(manifest);
        return StreamSupport.stream(documents.spliterator(), false)
                .map(document -> json.toJsonTree(document).getAsJsonObject())
                .collect(Collectors.toMap(each -> each.get("kind").getAsString(), Function.identity()));
    }

    private static void check(String kind, JsonObject object) throws IOException {
        switch (kind) {
            case "Secret" -> V1Secret.validateJsonElement(object);
            case "ConfigMap" -> V1ConfigMap.validateJsonElement(object);
            case "Deployment" -> V1Deployment.validateJsonElement(object);
            case "Service" -> V1Service.validateJsonElement(object);
            case "PodDisruptionBudget" -> V1PodDisruptionBudget.validateJsonElement(object);
            default -> throw new IOException("nobody checks a " + kind);
        }
    }

    private static JsonElement at(JsonElement from, String path) {
        JsonElement found = from;
        for (String step : path.split("/")) {
            found = found instanceof JsonArray array
                    ? array.get(Integer.parseInt(step))
                    : found.getAsJsonObject().get(step);
            assertThat(found).as(path).isNotNull();
        }
        return found;
    }

    private static JsonElement ofThePod(String path) {
        return at(OBJECTS.get("Deployment"), "spec/template/spec/" + path);
    }

    @Test
    void saysNothingThatTheApiDoesNotKnow() throws IOException {
        assertThat(OBJECTS).containsOnlyKeys("Secret", "ConfigMap", "Deployment", "Service", "PodDisruptionBudget");
        for (Map.Entry<String, JsonObject> each : OBJECTS.entrySet()) {
            check(each.getKey(), each.getValue());
        }
    }

    @Test
    void wouldBeFoundOutIfItDid() {
        JsonObject misspelt = OBJECTS.get("Deployment").deepCopy();
        at(misspelt, "spec/template/spec/containers/0").getAsJsonObject().addProperty("readynessProbe", "x");
        assertThatThrownBy(() -> check("Deployment", misspelt)).hasMessageContaining("readynessProbe");
    }

    /** By the figures of the guide to operations: an open connection, and all that is not one. */
    @Test
    void givesTheHeapWhatItsConnectionsNeed() {
        long connections =
                at(OBJECTS.get("ConfigMap"), "data/SLUICE_CONNECTIONS_MAX").getAsLong();
        long gibibytes = Long.parseLong(
                ofThePod("containers/0/resources/limits/memory").getAsString().replace("Gi", ""));
        long heap = (gibibytes << 30) * HEAP_PERCENT / 100;
        assertThat(heap).isGreaterThan(400_000_000 + connections * 30_000);
        assertThat(Project.text("src/main/container/Containerfile")).contains("MaxRAMPercentage=" + HEAP_PERCENT);
    }

    /** A renewal finds an event stream on its own node only. */
    @Test
    void sendsTheRequestsOfOneClientToOneNode() {
        assertThat(at(OBJECTS.get("Service"), "spec/sessionAffinity").getAsString())
                .isEqualTo("ClientIP");
    }

    @Test
    void findsItsPods() {
        JsonElement labels = at(OBJECTS.get("Deployment"), "spec/template/metadata/labels");
        assertThat(at(OBJECTS.get("Deployment"), "spec/selector/matchLabels")).isEqualTo(labels);
        assertThat(at(OBJECTS.get("Service"), "spec/selector")).isEqualTo(labels);
        assertThat(at(OBJECTS.get("PodDisruptionBudget"), "spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(at(OBJECTS.get("Service"), "spec/ports/0/targetPort"))
                .isEqualTo(ofThePod("containers/0/ports/0/name"));
    }

    @Test
    void asksTheRightQuestions() {
        String live = "/api/health/live";
        assertThat(ofThePod("containers/0/startupProbe/httpGet/path").getAsString())
                .isEqualTo(live);
        assertThat(ofThePod("containers/0/livenessProbe/httpGet/path").getAsString())
                .isEqualTo(live);
        assertThat(ofThePod("containers/0/readinessProbe/httpGet/path").getAsString())
                .isEqualTo("/api/health/ready");
    }

    @Test
    void givesTheDrainItsTime() {
        String drain = at(OBJECTS.get("ConfigMap"), "data/SLUICE_DRAIN").getAsString();
        int seconds = Integer.parseInt(drain.replace("s", ""));
        int hook = ofThePod("containers/0/lifecycle/preStop/exec/command/1").getAsInt();
        assertThat(ofThePod("terminationGracePeriodSeconds").getAsInt()).isGreaterThan(hook + seconds + 20);
    }
}
