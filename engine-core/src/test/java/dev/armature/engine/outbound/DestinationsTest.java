package dev.armature.engine.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.outbound.OutboundException.Reason;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where calls may go that somebody else names. Nothing is connected to here. */
class DestinationsTest {

    private static final String PUBLIC = "93.184.215.14";

    private static Destinations finding(String... addresses) {
        return new Destinations(host -> all(addresses), OutboundHosts.NONE);
    }

    private static InetAddress[] all(String... addresses) throws UnknownHostException {
        InetAddress[] found = new InetAddress[addresses.length];
        for (int i = 0; i < addresses.length; i++) {
            found[i] = InetAddress.getByName(addresses[i]);
        }
        return found;
    }

    private static void assertRefused(Destinations destinations, String address) {
        assertThatThrownBy(() -> destinations.check(URI.create(address)))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.NOT_ALLOWED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.1.2.3",
                "10.0.0.1",
                "100.64.0.1",
                "100.100.100.200",
                "127.0.0.1",
                "127.255.255.254",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.1.1",
                "198.18.0.1",
                "198.51.100.7",
                "203.0.113.9",
                "224.0.0.1",
                "240.0.0.1",
                "255.255.255.255",
                "::",
                "::1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "::127.0.0.1",
                "::10.0.0.1",
                "64:ff9b::7f00:1",
                "64:ff9b::a9fe:a9fe",
                "64:ff9b::10.0.0.1",
                "64:ff9b:1::10.0.0.1",
                "100::1",
                "2001::1",
                "2001:0:4136:e378:8000:63bf:3fff:fdd2",
                "2001:20::1",
                "2001:db8::1",
                "2002:7f00:1::",
                "2002:a9fe:a9fe::",
                "3fff::1",
                "fc00::1",
                "fd00:ec2::254",
                "fd20:ce::254",
                "fe80::1",
                "fec0::1",
                "ff02::1"
            })
    void aNameThatLeadsInsideIsNotCalled(String address) {
        assertRefused(finding(address), "https://idp.example.com/");
        assertRefused(finding(PUBLIC, address), "https://idp.example.com/");
        assertRefused(finding(address, PUBLIC), "https://idp.example.com/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.1.1.1",
                PUBLIC,
                "100.63.255.255",
                "100.128.0.0",
                "172.15.255.255",
                "172.32.0.0",
                "198.20.0.0",
                "223.255.255.255",
                "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
                "2a00:1450:4001:80b::200e",
                "64:ff9b::5db8:d70e"
            })
    void aNameOfTheInternetIsCalledAtTheAddressThatWasChecked(String address) throws Exception {
        Destination found = finding(address).check(URI.create("https://idp.example.com/a?b=c"));

        assertThat(found.addresses()).containsExactly(InetAddress.getByName(address));
        assertThat(found.port()).isEqualTo(443);
        assertThat(found.target()).isEqualTo("/a?b=c");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://127.1/",
                "https://2130706433/",
                "https://0x7f000001/",
                "https://0x7f.0.0.1/",
                "https://0/",
                "https://localhost/",
                "https://LOCALHOST./",
                "https://[::1]/",
                "https://[::]/",
                "https://[::ffff:127.0.0.1]/",
                "https://[0:0:0:0:0:ffff:a9fe:a9fe]/",
                "https://[64:ff9b::127.0.0.1]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://metadata.google.internal@169.254.169.254/",
                "https://idp.example.com@127.0.0.1/",
                "https://user:password@idp.example.com/",
                "http://idp.example.com/",
                "HTTP://idp.example.com/",
                "ftp://idp.example.com/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:25/_",
                "jar:https://idp.example.com/a.jar!/",
                "https:idp.example.com",
                "https:///etc/passwd",
                "//idp.example.com/",
                "idp.example.com",
                "https://idp.example.com:0/",
                "https://idp.example.com:65536/",
                "https://%31%32%37.0.0.1/"
            })
    void addressesThatMeanSomethingElseAreNotCalled(String address) {
        Destinations destinations =
                new Destinations(
                        host -> {
                            if (host.equals("idp.example.com")) {
                                return all(PUBLIC);
                            }
                            return InetAddress.getAllByName(host);
                        },
                        OutboundHosts.NONE);

        assertThatThrownBy(() -> destinations.check(URI.create(address)))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isIn(Reason.NOT_ALLOWED, Reason.UNREACHABLE));
    }

    @Test
    void anAddressThatIsTooLongIsNotCalled() {
        assertRefused(finding(PUBLIC), "https://idp.example.com/" + "a".repeat(2_000));
    }

    @Test
    void aNameThatLeadsNowhereIsUnreachable() {
        Destinations destinations =
                new Destinations(
                        host -> {
                            throw new UnknownHostException(host);
                        },
                        OutboundHosts.NONE);

        assertThatThrownBy(() -> destinations.check(URI.create("https://idp.example.com/")))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
        assertRefused(finding(), "https://idp.example.com/");
    }

    @Test
    void whatTheOperatorNamesIsCalledInsideAndWithoutEncryption() {
        Destinations destinations =
                new Destinations(
                        host -> all("10.1.2.3"),
                        OutboundHosts.parse("IDP.internal, other.internal:8443"));

        for (String good :
                List.of(
                        "http://idp.internal/",
                        "https://IDP.internal:9443/",
                        "https://other.internal:8443/")) {
            assertThatCode(() -> destinations.check(URI.create(good))).doesNotThrowAnyException();
        }
        assertRefused(destinations, "https://other.internal/");
        assertRefused(destinations, "https://sub.idp.internal/");
        assertRefused(destinations, "https://idp.internal.example.com/");
        assertRefused(destinations, "ftp://idp.internal/");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://idp.internal",
                "*.internal",
                "10.0.0.0/8",
                "a b",
                "idp:x",
                "-a",
                "a_b"
            })
    void aListThatNamesNoHostsIsNotTaken(String list) {
        assertThatThrownBy(() -> OutboundHosts.parse("good.example," + list))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(list);
    }

    @Test
    void headersHoldNoLineBreaks() {
        for (Map<String, String> headers :
                List.of(
                        Map.of("A", "b\r\nC: d"),
                        Map.of("A\r\nB", "c"),
                        Map.of("A", "b\0"),
                        Map.of("", "b"))) {
            assertThatThrownBy(() ->
                            new OutboundRequest(
                                    "GET",
                                    URI.create("https://idp.example.com/"),
                                    headers,
                                    null,
                                    Duration.ofSeconds(1),
                                    10))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
