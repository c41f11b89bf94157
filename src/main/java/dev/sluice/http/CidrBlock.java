package dev.sluice.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A range of addresses with a common prefix: {@code 10.0.0.0/8}, {@code ::1}. */
final class CidrBlock {

    private static final int LONGEST = 45;

    /** An IPv4 or IPv6 address. Java would look up any other text as a host name. */
    private static final Pattern FORM = Pattern.compile(
            "(?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(?:\\.(?!$)|$)){4}|(?=[0-9a-fA-F:])[0-9a-fA-F.]*+:[0-9a-fA-F:.]*+");

    private static final int IPV4_BYTES = 4;

    /** The bytes of an IPv6 address that identify the network of a customer, who freely chooses the rest. */
    private static final int NETWORK_BYTES = 8;

    private final byte[] address;
    private final int bits;

    private CidrBlock(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /** @throws IllegalStateException if it is neither an address nor a range of addresses */
    static CidrBlock of(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = parse(parts[0]).orElseThrow(() -> fault(text));
        int all = address.length * Byte.SIZE;
        String bits = parts.length == 2 ? parts[1] : Integer.toString(all);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > all) {
            throw fault(text);
        }
        return new CidrBlock(address, Integer.parseInt(bits));
    }

    private static IllegalStateException fault(String text) {
        return new IllegalStateException("setting sluice.trusted-proxies: '" + text
                + "' is neither an address nor a range of addresses, such as 10.0.0.0/8");
    }

    /** Parses a numeric address; a name is never looked up. */
    static Optional<byte[]> parse(String text) {
        return address(text).map(InetAddress::getAddress);
    }

    static Optional<InetAddress> address(String text) {
        if (text.length() > LONGEST || !FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Gives the network of a client as text: an IPv4 address itself, the first half of an IPv6 address. */
    static String network(String text) {
        return address(text).map(CidrBlock::network).orElse(text);
    }

    /** Java has already converted an IPv4 address in IPv6 notation to IPv4. */
    private static String network(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length > IPV4_BYTES
                ? IntStream.iterate(0, i -> i < NETWORK_BYTES, i -> i + 2)
                        .mapToObj(i -> Integer.toHexString((bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff))
                        .collect(Collectors.joining(":", "", "::/64"))
                : address.getHostAddress();
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
