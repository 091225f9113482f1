package dev.armature.engine.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.outbound.OutboundException.Reason;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls to somebody who may answer anything, or not at all. Connects to this machine alone. */
class OutboundClientTest {

    private static final int LARGEST = 1_000;
    private static final char[] PASSWORD = "password".toCharArray();

    private final AtomicInteger lookups = new AtomicInteger();
    private final AtomicReference<String> heard = new AtomicReference<>();
    private ServerSocket server;
    private OutboundClient client;

    @AfterEach
    void close() throws IOException {
        if (client != null) {
            client.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private interface Behaviour {
        void answer(OutputStream out) throws Exception;
    }

    private void serve(ServerSocket socket, Behaviour behaviour) {
        server = socket;
        Thread.ofVirtual()
                .start(() -> {
                    while (!server.isClosed()) {
                        try {
                            Socket connection = server.accept();
                            Thread.ofVirtual().start(() -> answer(connection, behaviour));
                        } catch (IOException e) {
                            return;
                        }
                    }
                });
    }

    private void answer(Socket connection, Behaviour behaviour) {
        try (connection) {
            byte[] buffer = new byte[8_192];
            int read = connection.getInputStream().read(buffer);
            heard.set(read < 0 ? "" : new String(buffer, 0, read, StandardCharsets.US_ASCII));
            behaviour.answer(connection.getOutputStream());
            connection.getOutputStream().flush();
        } catch (Exception e) {
            // Whoever called went away.
        }
    }

    private void serve(Behaviour behaviour) throws IOException {
        serve(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), behaviour);
        client = client((SSLSocketFactory) SSLSocketFactory.getDefault(), 2);
    }

    private OutboundClient client(SSLSocketFactory secure, int most) {
        Destinations destinations =
                new Destinations(
                        host -> {
                            lookups.incrementAndGet();
                            return new InetAddress[] {InetAddress.getLoopbackAddress()};
                        },
                        OutboundHosts.parse("idp.example:" + server.getLocalPort()));
        return new OutboundClient(destinations, secure, most);
    }

    private URI address(String scheme, String path) {
        return URI.create(scheme + "://idp.example:" + server.getLocalPort() + path);
    }

    private OutboundAnswer get(String path) throws OutboundException {
        return client.send(
                OutboundRequest.get(
                        address("http", path),
                        "application/json",
                        Duration.ofSeconds(20),
                        LARGEST));
    }

    private void assertFails(Reason reason) {
        assertThatThrownBy(() -> get("/"))
                .isInstanceOfSatisfying(
                        OutboundException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static Behaviour says(String... parts) {
        return out -> {
            for (String part : parts) {
                out.write(part.getBytes(StandardCharsets.ISO_8859_1));
            }
        };
    }

    private static String body(OutboundAnswer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void anAnswerComesWithStatusHeadersAndBody() throws Exception {
        serve(
                says(
                        "HTTP/1.1 201 Made\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello and more"));

        OutboundAnswer answer = get("/a/b?c=d");

        assertThat(answer.status()).isEqualTo(201);
        assertThat(answer.header("Content-Type")).isEqualTo("text/plain");
        assertThat(body(answer)).isEqualTo("hello");
        assertThat(heard.get())
                .startsWith(
                        "GET /a/b?c=d HTTP/1.1\r\nHost: idp.example:"
                                + server.getLocalPort()
                                + "\r\n")
                .contains("\r\nAccept: application/json\r\n")
                .endsWith("\r\n\r\n");
    }

    @Test
    void aNameIsLookedUpOnceAndTheAddressThatWasFoundIsConnectedTo() throws Exception {
        serve(says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));

        get("/");

        assertThat(lookups).hasValue(1);
    }

    @Test
    void aBodyIsSentWithItsLength() throws Exception {
        serve(says("HTTP/1.1 204 No Content\r\n\r\n"));

        OutboundAnswer answer =
                client.send(
                        new OutboundRequest(
                                "POST",
                                address("http", "/token"),
                                Map.of("Content-Type", "text/plain"),
                                "a=b".getBytes(StandardCharsets.US_ASCII),
                                Duration.ofSeconds(20),
                                LARGEST));

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(heard.get()).contains("\r\nContent-Length: 3\r\n").endsWith("\r\n\r\na=b");
    }

    @Test
    void chunksAndWhatEndsWithTheConnectionAreRead() throws Exception {
        serve(
                says(
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                        "5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nTrailer: t\r\n\r\n"));
        assertThat(body(get("/"))).isEqualTo("hello world");
        server.close();

        serve(says("HTTP/1.0 200 OK\r\n\r\nto the end"));
        assertThat(body(get("/"))).isEqualTo("to the end");
    }

    @Test
    void whatSendsElsewhereIsNotFollowed() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        serve(out -> {
            calls.incrementAndGet();
            says("HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")
                    .answer(out);
        });

        assertThat(get("/").status()).isEqualTo(302);
        assertThat(calls).hasValue(1);
        assertThat(lookups).hasValue(1);
    }

    @Test
    void aBodyThatIsTooLargeIsNotTakenHoweverItComes() throws Exception {
        serve(says("HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"));
        assertFails(Reason.TOO_LARGE);
        server.close();
        serve(says("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(LARGEST + 1)));
        assertFails(Reason.TOO_LARGE);
        server.close();
        String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";
        serve(says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunk, chunk, chunk));
        assertFails(Reason.TOO_LARGE);
        server.close();
        serve(says("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"));
        assertFails(Reason.TOO_LARGE);
        server.close();
        serve(says("HTTP/1.1 200 OK\r\n\r\n", "x".repeat(LARGEST)));
        assertThat(get("/").body()).hasSize(LARGEST);
    }

    @Test
    void headersWithoutEndAreNotTaken() throws Exception {
        serve(out -> {
            says("HTTP/1.1 200 OK\r\n").answer(out);
            for (int i = 0; i < AnswerReader.MAX_HEAD; i++) {
                out.write(("X-" + i + ": y\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        });

        assertFails(Reason.TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "SSH-2.0-OpenSSH_9.9\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 2000 OK\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\n folded: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n"
            })
    void whatIsNoAnswerIsNotTakenForOne(String text) throws Exception {
        serve(says(text));

        assertFails(Reason.NOT_UNDERSTOOD);
    }

    @Test
    void informationWithoutAnAnswerEnds() throws Exception {
        serve(says("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(100)));

        assertFails(Reason.NOT_UNDERSTOOD);
    }

    @Test
    void whoSaysAByteNowAndThenIsNotListenedToForEver() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        serve(out -> {
            says("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n").answer(out);
            while (!done.await(5, TimeUnit.MILLISECONDS)) {
                out.write('x');
                out.flush();
                Thread.sleep(50);
            }
        });

        assertThatThrownBy(() ->
                        client.send(
                                OutboundRequest.get(
                                        address("http", "/"),
                                        "*/*",
                                        Duration.ofMillis(300),
                                        LARGEST)))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SLOW));
        done.countDown();
    }

    @Test
    void aLookUpThatHangsIsNotWaitedForForEver() {
        CountDownLatch done = new CountDownLatch(1);
        client =
                new OutboundClient(
                        new Destinations(
                                host -> {
                                    try {
                                        done.await();
                                    } catch (InterruptedException e) {
                                        Thread.currentThread().interrupt();
                                    }
                                    return new InetAddress[0];
                                },
                                OutboundHosts.NONE),
                        (SSLSocketFactory) SSLSocketFactory.getDefault());

        assertThatThrownBy(() ->
                        client.send(
                                OutboundRequest.get(
                                        URI.create("https://idp.example/"),
                                        "*/*",
                                        Duration.ofMillis(100),
                                        LARGEST)))
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.TOO_SLOW));
        done.countDown();
    }

    @Test
    void onlySoManyCallsAreUnderWay() throws Exception {
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch answer = new CountDownLatch(1);
        serve(out -> {
            arrived.countDown();
            answer.await();
            says("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").answer(out);
        });
        Thread first = Thread.ofVirtual().start(this::getQuietly);
        Thread second = Thread.ofVirtual().start(this::getQuietly);
        arrived.await();

        assertFails(Reason.BUSY);

        answer.countDown();
        first.join();
        second.join();
        assertThat(get("/").status()).isEqualTo(200);
    }

    private void getQuietly() {
        try {
            get("/");
        } catch (OutboundException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void nobodyThereIsUnreachable() throws Exception {
        serve(says(""));
        server.close();

        assertFails(Reason.UNREACHABLE);
    }

    @Test
    void onlyWhoProvesToBeTheHostIsSpokenTo(@TempDir Path folder) throws Exception {
        SSLContext right = certificate(folder.resolve("right"), "idp.example");
        serve(
                right.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));

        client = client(right.getSocketFactory(), 2);
        assertThat(body(getSecurely())).isEqualTo("ok");

        client.close();
        client = client((SSLSocketFactory) SSLSocketFactory.getDefault(), 2);
        assertThatThrownBy(this::getSecurely)
                .as("nobody known vouches for it")
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));

        server.close();
        SSLContext other = certificate(folder.resolve("other"), "other.example");
        serve(
                other.getServerSocketFactory()
                        .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        client.close();
        client = client(other.getSocketFactory(), 2);
        assertThatThrownBy(this::getSecurely)
                .as("it is somebody else's")
                .isInstanceOfSatisfying(
                        OutboundException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNREACHABLE));
    }

    private OutboundAnswer getSecurely() throws OutboundException {
        return client.send(
                OutboundRequest.get(address("https", "/"), "*/*", Duration.ofSeconds(20), LARGEST));
    }

    /** A server's own certificate, which the client trusts too. */
    private static SSLContext certificate(Path file, String host) throws Exception {
        Process made =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "server",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=" + host,
                                "-ext",
                                "san=dns:" + host,
                                "-storepass",
                                "password",
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String told = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(made.waitFor()).as(told).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        trusted.setCertificateEntry("server", store.getCertificate("server"));
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
