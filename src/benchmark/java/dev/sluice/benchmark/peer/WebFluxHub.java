package dev.sluice.benchmark.peer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.util.UriComponentsBuilder;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.http.server.HttpServerResponse;
import reactor.util.Loggers;

/** Spring WebFlux on Reactor Netty, as a peer of the gateway. Its argument is the port; it prints "ready". */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
public class WebFluxHub {

    private final Map<String, Topic> topics = new ConcurrentHashMap<>();

    public static void main(String[] arguments) {
        Loggers.useJdkLoggers();
        SpringApplication application = new SpringApplication(WebFluxHub.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setDefaultProperties(Map.of(
                "server.address", "127.0.0.1",
                "server.port", arguments[0],
                "logging.level.root", "off",
                "logging.level.org.springframework.boot", "error"));
        application.run();
        System.out.println("ready");
    }

    @Bean
    RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST("/pub", this::publish)
                .GET("/sse", this::stream)
                .build();
    }

    @Bean
    HandlerMapping webSockets() {
        WebSocketHandler handler = this::converse;
        return new SimpleUrlHandlerMapping(Map.of("/ws", handler), -1);
    }

    private Mono<ServerResponse> publish(ServerRequest request) {
        Topic topic = topic(request.queryParam("topic"));
        return request.bodyToMono(byte[].class)
                .doOnNext(topic::publish)
                .then(ServerResponse.noContent().build());
    }

    /**
     * Buffers that were encoded once for all, instead of {@code Flux<ServerSentEvent>}, which encodes for each
     * subscriber and flushes after each event: here Reactor Netty flushes when nothing more is at hand.
     */
    private Mono<ServerResponse> stream(ServerRequest request) {
        Flux<byte[]> events = topic(request.queryParam("topic")).events().map(Event::sse);
        return ServerResponse.ok().contentType(MediaType.TEXT_EVENT_STREAM).body((response, context) -> {
            endWithTheConnection(response);
            // The header leaves with the first buffer, and so at once.
            return response.writeWith(events.startWith(Event.COMMENT)
                    .map(bytes -> response.bufferFactory().wrap(bytes)));
        });
    }

    /** Without chunks there is one buffer per event instead of three. WebFlux has no word for it. */
    private static void endWithTheConnection(ServerHttpResponse response) {
        HttpServerResponse netty = ServerHttpResponseDecorator.getNativeResponse(response);
        netty.chunkedTransfer(false).keepAlive(false);
    }

    private Mono<Void> converse(WebSocketSession session) {
        var query = UriComponentsBuilder.fromUri(session.getHandshakeInfo().getUri())
                .build()
                .getQueryParams();
        // as it stands in the address; a route's parameters are decoded already
        Optional<String> name = Optional.ofNullable(query.getFirst("topic")).map(text -> UriUtils.decode(text, UTF_8));
        Flux<WebSocketMessage> messages = topic(name)
                .events()
                .map(event -> new WebSocketMessage(
                        WebSocketMessage.Type.TEXT, session.bufferFactory().wrap(event.body())));
        return Mono.firstWithSignal(session.send(messages), session.receive().then());
    }

    private Topic topic(Optional<String> name) {
        return topics.computeIfAbsent(name.orElseThrow(), key -> new Topic());
    }

    /** The two forms in which an event is sent. */
    private record Event(byte[] body, byte[] sse) {

        static final byte[] COMMENT = ":\n\n".getBytes(US_ASCII);
        private static final byte[] DATA = "data: ".getBytes(US_ASCII);
        private static final byte[] END = "\n\n".getBytes(US_ASCII);

        static Event of(byte[] body) {
            ByteBuffer sse = ByteBuffer.allocate(DATA.length + body.length + END.length);
            return new Event(body, sse.put(DATA).put(body).put(END).array());
        }
    }

    /** Any thread may call; the lock puts publishers in an order, which the sink asks for. */
    private static final class Topic {

        /** What one subscriber may leave unread, in events. Beyond it, it is cut. */
        private static final int BACKLOG = 2048;

        private final Sinks.Many<Event> sink = Sinks.unsafe().many().multicast().directBestEffort();

        synchronized void publish(byte[] body) {
            sink.tryEmitNext(Event.of(body));
        }

        /** A buffer for each, so that best effort never drops and nobody waits for the slowest. */
        Flux<Event> events() {
            return sink.asFlux().onBackpressureBuffer(BACKLOG);
        }
    }
}
