package dev.sluice.servers;

import java.util.Set;

/** What a server does in its own way, and neither the WAR nor a set-up can mend. The guide tells of each. */
public enum Quirk {
    HAS_ALL_DATA_SOURCES_ITSELF("an application's data source must be in server.xml, and not in the WAR", "liberty"),
    CUTS_WEBSOCKETS_AT_ITS_END(
            "a server that is told to end cuts WebSockets at once, before anybody can say why", "liberty"),
    KEEPS_SOME_WEBSOCKETS_THAT_BROKE_OFF(
            "some in a thousand WebSockets that break off at once stay in the server's own memory", "liberty"),
    OPENS_ITS_PORT_TOO_EARLY(
            "the port is open, and answers 404, before the application has started", "payara", "glassfish"),
    CLOSES_ITS_PORT_TOO_LATE(
            "the port is open, and answers 404, 500 or 503, after the application has ended",
            "payara-micro",
            "payara",
            "glassfish",
            "wildfly",
            "liberty"),
    STOPS_WITHOUT_A_WORD(
            "it stops while the gateway drains, and may cut those who have not been told yet", "wildfly", "liberty"),
    KEEPS_WHAT_ITS_THREADS_HAVE_SERVED(
            "a thread keeps the last stream that it has begun, and with it an application that has been undeployed",
            "liberty"),
    LETS_NOBODY_END_A_WRITE("a write to a client that does not read ends by the server's own limit only", "liberty"),
    READS_A_BODY_AHEAD("a body that trickles in is waited for by the server, and cut by its own limit only", "liberty"),
    TAKES_FRAMES_WITHOUT_A_MASK("a WebSocket frame without a mask is taken from a client", "liberty"),
    DROPS_A_FRAME_THAT_COMES_WITH_THE_HANDSHAKE(
            "a WebSocket frame that comes together with its handshake, before the answer, is dropped", "liberty"),
    KEEPS_A_MESSAGE_WITHOUT_END(
            "a WebSocket message that does not end is kept, up to the limit of a message, for as long as its connection lives",
            "liberty",
            "wildfly"),
    LEAVES_THE_SEND_BUFFER_TO_THE_KERNEL(
            "the kernel may hold megabytes for a client that does not read, up to net.ipv4.tcp_wmem", "liberty"),
    READS_CHUNKS_BESIDE_A_LENGTH(
            "a body in chunks is taken although its length is said, too, and the connection stays open",
            "payara-micro",
            "payara",
            "glassfish"),
    NAMES_ITSELF("answers have a Server header, and no setting takes it away", "glassfish"),
    READS_A_TABULATOR_AS_A_SPACE("a tabulator in a header is a space before the gateway sees it", "wildfly");

    private final String reason;
    private final Set<String> servers;

    Quirk(String reason, String... servers) {
        this.reason = reason;
        this.servers = Set.of(servers);
    }

    /** @param server as in the build's profile */
    boolean isOf(String server) {
        return servers.contains(server);
    }

    /** Of the server of this build. */
    public boolean isHere() {
        return isOf(Server.id());
    }

    String reason() {
        return reason;
    }
}
