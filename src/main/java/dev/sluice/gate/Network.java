package dev.sluice.gate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/** Addresses that begin alike: {@code 10.0.0.0/8}, {@code ::1}. */
final class Network {

    private final byte[] address;
    private final int bits;

    private Network(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** @throws IllegalStateException if it is neither an address nor a range of addresses */
    static Network of(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = parse(parts[0]).orElseThrow(() -> fault(text));
        int all = address.length * Byte.SIZE;
        String bits = parts.length == 2 ? parts[1] : Integer.toString(all);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > all) {
            throw fault(text);
        }
        return new Network(address, Integer.parseInt(bits));
    }

    private static IllegalStateException fault(String text) {
        return new IllegalStateException("setting sluice.trusted-proxies: '" + text
                + "' is neither an address nor a range of addresses, such as 10.0.0.0/8");
    }

    /** An address that is written in numbers: a name is never looked up. */
    static Optional<byte[]> parse(String text) {
        if (!text.matches("[0-9]{1,3}(\\.[0-9]{1,3}){3}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    boolean contains(byte[] other) {
        if (other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % Byte.SIZE;
            if (((address[bit / Byte.SIZE] ^ other[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }
}
