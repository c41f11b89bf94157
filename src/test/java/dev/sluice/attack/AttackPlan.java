package dev.sluice.attack;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * The behaviour of each socket of an {@link Attacker}.
 *
 * @param sockets that are open at once
 * @param first bytes on a new connection
 * @param more bytes that follow again and again
 * @param pace of those
 * @param pause before each of those
 * @param answer by which the gateway's answer is known
 * @param end of the connection, after which another one is opened
 * @param reads whether the answers are read at all
 */
public record AttackPlan(
        int sockets, byte[] first, byte[] more, Pace pace, Duration pause, Pattern answer, End end, boolean reads) {

    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 \\d{3}");
    private static final Pattern FIRST_BLOCK = Pattern.compile("HTTP/1\\.1 [45]\\d\\d|event: sluice\\.");

    private static final Pattern FIRST_EVENT =
            Pattern.compile("HTTP/1\\.1 [45]\\d\\d|event: sluice\\.error|data: some");

    public enum Pace {
        /** As a client that waits for each answer. */
        AFTER_EACH_ANSWER,

        /** As a WebSocket that waits for its handshake. */
        AFTER_THE_FIRST_ANSWER,

        WITHOUT_WAITING
    }

    public enum End {
        BY_THE_GATEWAY,
        WHEN_ANSWERED,
        WHEN_SENT
    }

    public static AttackPlan sending(byte[]... first) {
        int length = Arrays.stream(first).mapToInt(part -> part.length).sum();
        byte[] all = new byte[length];
        int end = 0;
        for (byte[] part : first) {
            System.arraycopy(part, 0, all, end, part.length);
            end += part.length;
        }
        return new AttackPlan(
                Attacker.SOCKETS,
                all,
                new byte[0],
                Pace.WITHOUT_WAITING,
                Duration.ZERO,
                STATUS,
                End.BY_THE_GATEWAY,
                true);
    }

    public static AttackPlan sending(String first) {
        return sending(first.getBytes(StandardCharsets.UTF_8));
    }

    /** The same request on the same connection, as soon as the last one is answered. */
    public static AttackPlan asking(String request) {
        byte[] bytes = request.getBytes(StandardCharsets.UTF_8);
        return sending(bytes).then(bytes, Pace.AFTER_EACH_ANSWER, Duration.ZERO);
    }

    /** A stream is answered by its first block, not by its status. */
    public static AttackPlan streaming(String request) {
        AttackPlan plan = sending(request);
        return new AttackPlan(
                plan.sockets, plan.first, plan.more, plan.pace, plan.pause, FIRST_BLOCK, plan.end, plan.reads);
    }

    /** A stream whose answer is the first event of a topic, behind its first block. */
    public AttackPlan answeredByAnEvent() {
        return new AttackPlan(sockets, first, more, pace, pause, FIRST_EVENT, end, reads);
    }

    public AttackPlan then(byte[] newMore, Pace newPace, Duration newPause) {
        return new AttackPlan(sockets, first, newMore, newPace, newPause, answer, end, reads);
    }

    public AttackPlan until(End newEnd) {
        return new AttackPlan(sockets, first, more, pace, pause, answer, newEnd, reads);
    }

    public AttackPlan withoutReading() {
        return new AttackPlan(sockets, first, more, pace, pause, answer, end, false);
    }

    public AttackPlan from(int newSockets) {
        return new AttackPlan(newSockets, first, more, pace, pause, answer, end, reads);
    }

    /** With what is only known when the attack begins, wherever its placeholder is sent. */
    public AttackPlan with(String placeholder, String value) {
        byte[] newFirst = text(first).replace(placeholder, value).getBytes(StandardCharsets.ISO_8859_1);
        byte[] newMore = text(more).replace(placeholder, value).getBytes(StandardCharsets.ISO_8859_1);
        return new AttackPlan(sockets, newFirst, newMore, pace, pause, answer, end, reads);
    }

    public boolean contains(String placeholder) {
        return text(first).contains(placeholder) || text(more).contains(placeholder);
    }

    /** Each byte a character. */
    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
