package dev.armature.engine.outbound;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/**
 * Tells addresses of the internet from those that lead into a network of one's own or to the
 * machine itself, after the registries of special-purpose addresses (RFC 6890). An address of
 * version 6 that stands for one of version 4 is as good as that.
 */
final class PublicAddresses {

    private static final List<Network> NOT_PUBLIC_4 =
            List.of(
                    Network.of(8, 0),
                    Network.of(8, 10),
                    Network.of(10, 100, 64),
                    Network.of(8, 127),
                    Network.of(16, 169, 254),
                    Network.of(12, 172, 16),
                    Network.of(24, 192, 0, 0),
                    Network.of(24, 192, 0, 2),
                    Network.of(24, 192, 88, 99),
                    Network.of(16, 192, 168),
                    Network.of(15, 198, 18),
                    Network.of(24, 198, 51, 100),
                    Network.of(24, 203, 0, 113),
                    Network.of(4, 224),
                    Network.of(4, 240));

    // What is not of the one block that is given out is not the internet's; of it these are not.
    private static final Network GIVEN_OUT_6 = Network.of(3, 0x20);
    private static final List<Network> NOT_PUBLIC_6 =
            List.of(
                    Network.of(23, 0x20, 0x01, 0x00),
                    Network.of(32, 0x20, 0x01, 0x0d, 0xb8),
                    Network.of(16, 0x20, 0x02),
                    Network.of(20, 0x3f, 0xff, 0x00));

    private static final Network MAPPED = Network.of(96, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff);
    private static final Network TRANSLATED =
            Network.of(96, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0);

    private PublicAddresses() {}

    /** Addresses that begin with the same bits. */
    private record Network(byte[] start, int bits) {

        static Network of(int bits, int... start) {
            byte[] bytes = new byte[start.length];
            for (int i = 0; i < start.length; i++) {
                bytes[i] = (byte) start[i];
            }
            return new Network(bytes, bits);
        }

        boolean contains(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                int wanted = bit / 8 < start.length ? start[bit / 8] & mask : 0;
                if ((address[bit / 8] & mask) != wanted) {
                    return false;
                }
            }
            return true;
        }
    }

    static boolean contain(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? contain4(bytes) : contain6(bytes);
    }

    private static boolean contain4(byte[] bytes) {
        return NOT_PUBLIC_4.stream().noneMatch(network -> network.contains(bytes));
    }

    private static boolean contain6(byte[] bytes) {
        if (MAPPED.contains(bytes) || TRANSLATED.contains(bytes)) {
            return contain4(Arrays.copyOfRange(bytes, 12, 16));
        }
        return GIVEN_OUT_6.contains(bytes)
                && NOT_PUBLIC_6.stream().noneMatch(network -> network.contains(bytes));
    }
}
