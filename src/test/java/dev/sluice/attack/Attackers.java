package dev.sluice.attack;

import dev.sluice.access.TestTokens;
import dev.sluice.harness.Gateway;
import dev.sluice.harness.Json;
import dev.sluice.harness.RawSocket;
import dev.sluice.harness.SseStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Several callers that attack at once, each by a plan, from an address and with a token of its own. */
public final class Attackers implements AutoCloseable {

    /** 127.0.0.1 is the address of other tests, 127.0.0.2 that of the {@link OrdinaryCaller}. */
    private static final int FIRST_ADDRESS = 3;

    private final List<Attacker> attackers = new ArrayList<>();

    /** Connections of the attackers that their requests name. */
    private final List<SseStream> named = new ArrayList<>();

    private Attackers() {}

    public static Attackers begin(Gateway gateway, List<AttackPlan> plans) {
        Attackers all = new Attackers();
        for (int i = 0; i < plans.size(); i++) {
            InetAddress address = address(i);
            // connections of an attack before are counted for its subject until the gateway has noticed their end
            String subject = (plans.get(i).contains(Attack.CONNECTION) ? "member-" : "attacker-") + i;
            String token = TestTokens.sign(subject, List.of("attack", "attack/*"), List.of("**"));
            AttackPlan plan = plans.get(i)
                    .with(Attack.TOKEN, token)
                    .with(Attack.ADMINISTRATOR, TestTokens.sign(TestTokens.administrator()));
            if (plan.contains(Attack.CONNECTION)) {
                plan = plan.with(Attack.CONNECTION, all.open(gateway, address, subject, token));
            }
            all.attackers.add(Attacker.begin(gateway.port(), address, plan));
        }
        return all;
    }

    private static InetAddress address(int index) {
        try {
            return InetAddress.getByName("127.0.0." + (FIRST_ADDRESS + index));
        } catch (UnknownHostException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return the name of a connection whose member has a state */
    private String open(Gateway gateway, InetAddress address, String member, String token) {
        SseStream stream = SseStream.open(
                RawSocket.open(gateway.port(), address),
                "topic=attack&member=" + member,
                "Authorization: Bearer " + token + "\r\n");
        named.add(stream);
        return Json.text(stream.ready().json(), "connection");
    }

    /** Cuts all their connections; the tallies come in the order of the plans. */
    public List<AttackTally> end() {
        List<AttackTally> tallies = attackers.stream().map(Attacker::end).toList();
        named.forEach(SseStream::close);
        return tallies;
    }

    @Override
    public void close() {
        end();
    }
}
