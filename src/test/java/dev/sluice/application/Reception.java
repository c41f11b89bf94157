package dev.sluice.application;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Set;

/** Takes everybody at their word: {@code X-Guest: name, role}. Whoever says nothing is nobody. */
@ApplicationScoped
@DeclareRoles({"editor", "reader"})
public class Reception implements HttpAuthenticationMechanism {

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        String guest = request.getHeader("X-Guest");
        if (guest == null) {
            return context.doNothing();
        }
        String[] parts = guest.split(", ");
        return context.notifyContainerAboutLogin(parts[0], Set.of(parts[1]));
    }
}
