package dev.sluice.attack;

import dev.sluice.harness.Meter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * One caller with 500 sockets and a line of 10 Mbit/s each way, who follows a plan until it is ended. All of it is done by
 * one thread: the machine is to be busy with the gateway, and not with its attacker.
 */
public final class Attacker implements AutoCloseable {

    public static final int SOCKETS = 500;
    private static final int BYTES_PER_SECOND = 10_000_000 / 8;

    /** TCP packets that open and close one connection take this many bytes of bandwidth. */
    private static final int CONNECTION = 200;

    /** Nothing more comes on such a stream. */
    private static final String REFUSED_STREAM = "event: sluice.error";

    private static final int LARGEST_WRITE = 16 << 10;
    private static final Duration ROUND = Duration.ofMillis(1);

    private final AttackPlan plan;
    private final InetAddress address;
    private final InetSocketAddress gateway;
    private final Selector selector;
    private final List<Wire> wires = new ArrayList<>();
    private final Meter upstream = new Meter(BYTES_PER_SECOND);
    private final Meter downstream = new Meter(BYTES_PER_SECOND);
    private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
    private final AttackTally tally = new AttackTally();
    private final Thread thread = new Thread(this::attack, "attacker");
    private volatile boolean over;
    private volatile Throwable failure;
    private int turn;

    private Attacker(int port, InetAddress address, AttackPlan plan) throws IOException {
        this.plan = plan;
        this.address = address;
        this.gateway = new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port);
        this.selector = Selector.open();
    }

    /** @param address that the gateway sees */
    public static Attacker begin(int port, InetAddress address, AttackPlan plan) {
        try {
            Attacker attacker = new Attacker(port, address, plan);
            attacker.thread.start();
            return attacker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cuts all its connections. */
    public AttackTally end() {
        over = true;
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
        return tally;
    }

    @Override
    public void close() {
        end();
    }

    private void attack() {
        try (Selector closing = selector) {
            while (!over) {
                open();
                closing.selectNow(this::progress);
                for (int i = wires.size(); i > 0 && upstream.hasSome(); i--) {
                    turn = (turn + 1) % wires.size();
                    wires.get(turn).send();
                }
                wires.removeIf(wire -> !wire.channel.isOpen());
                LockSupport.parkNanos(ROUND.toNanos());
            }
            tally.open(wires.size());
            for (Wire wire : wires) {
                wire.cut();
            }
        } catch (IOException | RuntimeException fault) {
            failure = fault;
        }
    }

    private void open() throws IOException {
        while (wires.size() < plan.sockets() && upstream.hasSome()) {
            upstream.take(CONNECTION);
            wires.add(new Wire());
        }
    }

    private void progress(SelectionKey key) {
        Wire wire = (Wire) key.attachment();
        try {
            if (key.isConnectable()) {
                wire.connect();
            } else if (downstream.hasSome()) {
                wire.read();
            }
        } catch (IOException broken) {
            wire.lost();
        }
    }

    /** One connection of the attacker. */
    private final class Wire {

        private final SocketChannel channel = SocketChannel.open();
        private final SelectionKey key;
        private ByteBuffer pending = ByteBuffer.wrap(plan.first());
        private boolean connected;
        private boolean answered;
        private long due;

        public Wire() throws IOException {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            channel.bind(new InetSocketAddress(address, 0));
            key = channel.register(selector, SelectionKey.OP_CONNECT, this);
            if (channel.connect(gateway)) {
                connect();
            }
        }

        private void connect() throws IOException {
            channel.finishConnect();
            connected = true;
            tally.connected();
            key.interestOps(plan.reads() ? SelectionKey.OP_READ : 0);
        }

        public void send() {
            if (!connected || !channel.isOpen() || !pending.hasRemaining() && !beginNext()) {
                return;
            }
            try {
                ByteBuffer part = pending.slice(pending.position(), Math.min(pending.remaining(), LARGEST_WRITE));
                int written = channel.write(part);
                pending.position(pending.position() + written);
                upstream.take(written);
                tally.sent(written);
                if (!pending.hasRemaining()) {
                    sentAll();
                }
            } catch (IOException broken) {
                lost();
            }
        }

        private boolean beginNext() {
            boolean waits = plan.pace() != AttackPlan.Pace.WITHOUT_WAITING && !answered;
            if (plan.more().length == 0 || waits || System.nanoTime() - due < 0) {
                return false;
            }
            answered &= plan.pace() == AttackPlan.Pace.AFTER_THE_FIRST_ANSWER;
            pending = ByteBuffer.wrap(plan.more());
            return true;
        }

        private void sentAll() {
            tally.sentOne();
            due = System.nanoTime() + plan.pause().toNanos();
            if (plan.end() == AttackPlan.End.WHEN_SENT) {
                cut();
            }
        }

        public void read() throws IOException {
            buffer.clear();
            int count = channel.read(buffer);
            if (count < 0) {
                lost();
                return;
            }
            downstream.take(count);
            String text = new String(buffer.array(), 0, count, StandardCharsets.ISO_8859_1);
            tally.came(text);
            if (plan.answer().matcher(text).find()) {
                answered = true;
                tally.answered();
                if (plan.end() == AttackPlan.End.WHEN_ANSWERED || text.contains(REFUSED_STREAM)) {
                    cut();
                }
            }
        }

        private void lost() {
            tally.lost();
            cut();
        }

        /** A reset, since it does not linger. */
        private void cut() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
