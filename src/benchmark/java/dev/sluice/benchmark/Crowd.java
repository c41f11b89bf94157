package dev.sluice.benchmark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;

/** The subscribers, read by one thread, which is whoever calls {@link #open} and {@link #readWhile}. */
final class Crowd implements AutoCloseable {

    /** How many may be on their way in at once, unless told: a listen queue is short. */
    private static final int FEW = 128;

    private final InetSocketAddress hub;
    private final Dialect dialect;
    private final Protocol protocol;
    private final Selector selector = Selector.open();
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
    private final byte[] bytes = new byte[buffer.capacity()];
    private final List<Client> clients = new ArrayList<>();
    private final Tally tally;
    private int open;
    private int opening;
    private int mostOpening = FEW;

    Crowd(InetSocketAddress hub, Dialect dialect, Protocol protocol, Tally tally) throws IOException {
        this.hub = hub;
        this.dialect = dialect;
        this.protocol = protocol;
        this.tally = tally;
    }

    void atOnce(int most) {
        mostOpening = most;
    }

    List<Client> clients() {
        return clients;
    }

    /** Opens so many more, and returns when all of them are subscribed. */
    void open(int count, IntFunction<String> topic, Optional<String> after, int receiveBuffer) throws IOException {
        int all = open + count;
        int begun = 0;
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(3);
        while (open < all) {
            while (begun < count && opening < mostOpening) {
                begin(topic.apply(begun++), after, receiveBuffer);
            }
            look();
            if (System.nanoTime() > deadline || tally.lost > 0 && opening == 0) {
                throw new IOException("only " + open + " of " + all + " subscribers could be opened");
            }
        }
    }

    private void begin(String topic, Optional<String> after, int receiveBuffer) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        if (receiveBuffer > 0) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
        }
        Client client = new Client(channel, dialect, protocol, topic, after);
        clients.add(client);
        opening++;
        channel.connect(hub);
        channel.register(selector, SelectionKey.OP_CONNECT, client);
    }

    /** Once at the least. @return for how many seconds, in fact */
    double readFor(int seconds) throws IOException {
        long start = System.nanoTime();
        long end = start + TimeUnit.SECONDS.toNanos(seconds);
        do {
            look();
        } while (System.nanoTime() < end);
        return (System.nanoTime() - start) / 1e9;
    }

    void readWhile(BooleanSupplier condition) throws IOException {
        while (condition.getAsBoolean()) {
            look();
        }
    }

    /** Reads once from everyone who has something, a few milliseconds at the longest if nobody has. */
    private void look() throws IOException {
        selector.select(5);
        int count = 0;
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            count += look(key, (Client) key.attachment());
        }
        tally.add(count);
    }

    private int look(SelectionKey key, Client client) {
        try {
            if (key.isConnectable()) {
                client.channel().finishConnect();
                client.ask();
                key.interestOps(SelectionKey.OP_READ);
                return 0;
            }
            buffer.clear();
            int length = client.channel().read(buffer);
            if (length < 0) {
                throw new IOException("the server has closed");
            }
            buffer.flip().get(bytes, 0, length);
            boolean wasOpen = client.isOpen();
            int count = client.read(bytes, length, System.nanoTime(), tally);
            if (!wasOpen && client.isOpen()) {
                open++;
                opening--;
            }
            return count;
        } catch (IOException e) {
            drop(key, client);
            return 0;
        }
    }

    private void drop(SelectionKey key, Client client) {
        tally.lost++;
        key.cancel();
        if (client.isOpen()) {
            open--;
        } else {
            opening--;
        }
        close(client);
    }

    /** It reads again. */
    void readOn(Client client) {
        client.channel().keyFor(selector).interestOps(SelectionKey.OP_READ);
    }

    /** From now on nothing is read from this one. */
    void stall(Client client) {
        client.channel().keyFor(selector).interestOps(0);
    }

    /** Everyone goes, at once. */
    void cut() throws IOException {
        clients.forEach(Crowd::close);
        clients.clear();
        open = 0;
        opening = 0;
        selector.selectNow();
    }

    private static void close(Client client) {
        try {
            client.channel().setOption(StandardSocketOptions.SO_LINGER, 0);
            client.channel().close();
        } catch (IOException e) {
            // it has gone already
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        selector.close();
    }
}
