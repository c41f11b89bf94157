package dev.sluice.http;

import dev.sluice.settings.Settings;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** What a client may write where proxies say for whom they ask. */
public final class ClientAddressFuzz {

    private static final String PROXY = "10.0.0.1";

    private ClientAddressFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        String value = new String(input, StandardCharsets.ISO_8859_1);
        for (String header : List.of("Forwarded", "X-Forwarded-For")) {
            ClientAddress clientAddress = new ClientAddress(new Settings.Web(List.of(), List.of(PROXY), header));
            String address = clientAddress.of(request(value));
            if (CidrBlock.parse(address).isEmpty() && !address.endsWith("::/64")) {
                throw new AssertionError("no address: " + address);
            }
        }
    }

    /** Of which nothing is asked but these. */
    private static HttpServletRequest request(String value) {
        return (HttpServletRequest) Proxy.newProxyInstance(
                ClientAddressFuzz.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "getRemoteAddr" -> PROXY;
                    case "getHeaders" -> Collections.enumeration(List.of(value));
                    default -> throw new AssertionError(method.getName());
                });
    }
}
