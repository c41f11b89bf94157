package dev.sluice.admin;

import dev.sluice.access.Visitor;
import dev.sluice.http.Gate;
import dev.sluice.node.SettingsWatcher;
import dev.sluice.settings.CurrentSettings.Outcome;
import dev.sluice.wire.JsonText;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.Set;

/** {@code POST /api/settings/reload}: reloads the settings immediately. For administrators. */
@AdministratorsOnly
@Path("settings")
@Produces(MediaType.APPLICATION_JSON)
public class SettingsResource {

    @Inject
    private SettingsWatcher watcher;

    @POST
    @Path("reload")
    public String reload(@Context HttpServletRequest request) {
        Visitor visitor = Gate.visitorOf(request);
        Outcome outcome = watcher.reloadNow(visitor::sign);
        JsonText json =
                new JsonText().raw("changed", names(outcome.changed())).raw("redeploy", names(outcome.redeploy()));
        outcome.refused().ifPresent(why -> json.member("refused", why));
        return json.end();
    }

    private static String names(Set<String> keys) {
        return keys.stream().sorted().map(JsonText::quoted).collect(JsonText.array());
    }
}
