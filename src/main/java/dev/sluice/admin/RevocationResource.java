package dev.sluice.admin;

import static dev.sluice.event.Rejection.BODY_INVALID;

import dev.sluice.access.Revocation;
import dev.sluice.access.Visitor;
import dev.sluice.http.Gate;
import dev.sluice.log.LogMessage;
import dev.sluice.session.Revoker;
import dev.sluice.wire.JsonMembers;
import dev.sluice.wire.JsonText;
import dev.sluice.wire.Jsons;
import dev.sluice.wire.RequestBody;
import dev.sluice.wire.Utf8;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** {@code /api/revocations}: revokes tokens and subjects, and lists the revocations. For administrators. */
@AdministratorsOnly
@Path("revocations")
@Produces(MediaType.APPLICATION_JSON)
public class RevocationResource {

    private static final Logger LOG = System.getLogger(RevocationResource.class.getName());

    private static final int MAX_BYTES = 4 << 10;

    @Inject
    private Revoker revoker;

    /** Revokes {@code {"token": id}}, {@code {"subject": name}}, or the token of {@code {"connection": id}}. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response revoke(@Context HttpServletRequest request, InputStream body) throws IOException {
        Visitor visitor = Gate.visitorOf(request);
        Map.Entry<String, String> target = read(body);
        Revocation revocation = switch (target.getKey()) {
            case "token" -> revoker.revoke(Revocation.Kind.TOKEN, target.getValue());
            case "subject" -> revoker.revoke(Revocation.Kind.SUBJECT, target.getValue());
            case "connection" -> revoker.revokeTokenOf(target.getValue());
            default -> throw malformed();
        };
        LOG.log(
                Level.INFO,
                visitor.sign(
                        LogMessage.of("an administrator revoked access").with(target.getKey(), target.getValue())));
        return Response.status(Response.Status.CREATED).entity(json(revocation)).build();
    }

    private static Map.Entry<String, String> read(InputStream body) throws IOException {
        String text = Utf8.decode(RequestBody.read(body, MAX_BYTES, "a revocation"), "the body");
        if (Jsons.parse(text, "the body") instanceof JsonObject object) {
            List<String> names = object.keySet().stream()
                    .filter(JsonMembers.of(object, BODY_INVALID)::has)
                    .toList();
            if (names.size() == 1 && object.get(names.get(0)) instanceof JsonString value) {
                return Map.entry(names.get(0), value.getString());
            }
        }
        throw malformed();
    }

    private static RuntimeException malformed() {
        return BODY_INVALID.because("a revocation must be a JSON object with one member: token, subject or connection");
    }

    @GET
    public String list() {
        return revoker.list().stream()
                .map(RevocationResource::json)
                .collect(Collectors.joining(",", "{\"revocations\":[", "]}"));
    }

    private static String json(Revocation revocation) {
        return new JsonText()
                .member(revocation.kind().name().toLowerCase(Locale.ROOT), revocation.value())
                .member("at", revocation.at().toString())
                .end();
    }
}
