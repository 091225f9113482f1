package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.armature.engine.erasure.DueErasures;
import dev.armature.engine.erasure.Erasure;
import dev.armature.engine.erasure.ErasureLetters;
import dev.armature.engine.erasure.ErasureRequests;
import dev.armature.engine.file.FileBodies;
import dev.armature.engine.home.Homes;
import dev.armature.engine.mail.Letters;
import dev.armature.engine.mail.Mailer;
import dev.armature.engine.mail.SmtpServer;
import dev.armature.testing.TestPostgres;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Mail leaves by a mail server: once, tried again, or parked where the operator sees it. */
class MailTest {

    private static final String LOOPBACK = "127.0.0.1";

    private static GreenMail server(int port) {
        GreenMail server = new GreenMail(new ServerSetup(port, LOOPBACK, "smtp"));
        server.setUser("armature", "p@ss word");
        server.start();
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static SmtpServer at(int port, String starttls) {
        return SmtpServer.parse(
                "smtp://armature:p%40ss%20word@127.0.0.1:" + port + "?starttls=" + starttls);
    }

    private static void forget(TestPlatform platform, String slug) {
        assertThat(
                        platform.stranger()
                                .post(
                                        "/api/v1/auth/forgotten",
                                        "{'tenant': '%s', 'email': 'ann@%s.example'}"
                                                .formatted(slug, slug))
                                .status())
                .isEqualTo(202);
    }

    private static String column(TestPlatform platform, String sql) {
        List<String> rows = platform.rows(sql);
        return rows.isEmpty() ? null : rows.getFirst();
    }

    @Test
    void aLetterIsHandedToTheServerOnceAndItsContentsAreForgotten() throws Exception {
        int port = freePort();
        GreenMail server = server(port);
        try (TestPlatform platform = new TestPlatform(at(port, "never"))) {
            platform.tenantWithoutLetters("acme");
            forget(platform, "acme");

            ApiClient.await(() -> server.getReceivedMessages().length > 0);
            MimeMessage message = server.getReceivedMessages()[0];
            assertThat(message.getFrom()[0]).hasToString("Armature <mail@armature.example>");
            assertThat(message.getAllRecipients()[0]).hasToString("ann@acme.example");
            assertThat(message.getSubject()).isEqualTo("A new password for acme");
            assertThat(message.getHeader("Auto-Submitted")).containsExactly("auto-generated");
            assertThat(Mailbox.read(message).link())
                    .startsWith(TestPlatform.URL + "/reset#")
                    .matches("\\S{60,}");
            ApiClient.await(() ->
                    "t"
                            .equals(
                                    column(
                                            platform,
                                            "select sent_at is not null and sealed is null from outgoing_mail")));
            assertThat(message.getMessageID())
                    .isEqualTo(
                            "<"
                                    + column(platform, "select id from outgoing_mail")
                                    + "@armature.example>");
            forget(platform, "acme");
            ApiClient.await(() -> server.getReceivedMessages().length > 1);
            assertThat(server.getReceivedMessages()).hasSize(2);
        } finally {
            server.stop();
        }
    }

    @Test
    void whatAServerThatIsAwayDidNotTakeIsTriedAgain() throws Exception {
        int port = freePort();
        try (TestPlatform platform = new TestPlatform(at(port, "never"))) {
            platform.tenantWithoutLetters("acme");
            forget(platform, "acme");
            ApiClient.await(() ->
                    column(platform, "select error from outgoing_mail where attempts = 1") != null);
            assertThat(column(platform, "select sealed from outgoing_mail"))
                    .doesNotContain("armature.example")
                    .isNotEmpty();
            GreenMail server = server(port);
            try {
                due(platform);
                ApiClient.await(() -> server.getReceivedMessages().length > 0);
                assertThat(server.getReceivedMessages()).hasSize(1);
                ApiClient.await(() ->
                        column(
                                        platform,
                                        "select id from outgoing_mail where sent_at is not null and error is null")
                                != null);
            } finally {
                server.stop();
            }
        }
    }

    private static void due(TestPlatform platform) {
        platform.update("update outgoing_mail set next_attempt_at = now()");
    }

    @Test
    void nothingIsSaidToAServerThatDoesNotEncrypt() throws Exception {
        int port = freePort();
        GreenMail server = server(port);
        try (TestPlatform platform = new TestPlatform(at(port, "required"))) {
            platform.tenantWithoutLetters("acme");
            forget(platform, "acme");
            ApiClient.await(() ->
                    column(platform, "select error from outgoing_mail where attempts = 1") != null);
            assertThat(column(platform, "select error from outgoing_mail"))
                    .contains("STARTTLS")
                    .doesNotContain("p@ss");
            assertThat(server.getReceivedMessages()).isEmpty();
        } finally {
            server.stop();
        }
    }

    @Test
    void aRecipientThatIsRefusedForGoodIsParkedWithTheServersWords() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> refuse(socket));
            try (TestPlatform platform =
                    new TestPlatform(
                            SmtpServer.parse(
                                    "smtp://127.0.0.1:"
                                            + socket.getLocalPort()
                                            + "?starttls=never"))) {
                platform.tenantWithoutLetters("acme");
                forget(platform, "acme");
                ApiClient.await(() ->
                        column(
                                        platform,
                                        "select error from outgoing_mail where parked_at is not null")
                                != null);
                assertThat(column(platform, "select attempts || ' ' || error from outgoing_mail"))
                        .startsWith("1 ")
                        .contains("550 no such person");
            }
        }
    }

    /** Speaks as much SMTP as it takes to refuse everybody. */
    private static void refuse(ServerSocket server) {
        while (!server.isClosed()) {
            try (Socket client = server.accept();
                    BufferedReader in =
                            new BufferedReader(
                                    new InputStreamReader(
                                            client.getInputStream(), StandardCharsets.US_ASCII));
                    PrintStream out =
                            new PrintStream(
                                    client.getOutputStream(), true, StandardCharsets.US_ASCII)) {
                out.print("220 here\r\n");
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    out.print(
                            line.startsWith("RCPT")
                                    ? "550 no such person\r\n"
                                    : line.startsWith("QUIT") ? "221 bye\r\n" : "250 fine\r\n");
                }
            } catch (IOException e) {
                // the platform or the test has ended
            }
        }
    }

    @Test
    void whatIsOverIsNotSentAnyMore() throws Exception {
        int port = freePort();
        try (TestPlatform platform = new TestPlatform(at(port, "never"))) {
            platform.tenantWithoutLetters("acme");
            forget(platform, "acme");
            ApiClient.await(() ->
                    column(platform, "select error from outgoing_mail where attempts = 1") != null);
            platform.update("update outgoing_mail set useful_until = now()");
            GreenMail server = server(port);
            try {
                due(platform);
                ApiClient.await(() ->
                        column(platform, "select id from outgoing_mail where parked_at is not null")
                                != null);
                assertThat(server.getReceivedMessages()).isEmpty();
            } finally {
                server.stop();
            }
        }
    }

    /**
     * Erases the tenant that has been asked for, and sends the proof that waits. The tenant's role
     * is dropped, so the database has roles of its own.
     */
    private static void erase(TestPlatform platform, Duration later) {
        Homes homes = platform.context.getBean(Homes.class);
        Clock clock = Clock.systemUTC();
        try (DueErasures due =
                new DueErasures(
                        new Erasure(homes, platform.context.getBean(FileBodies.class), clock),
                        new ErasureLetters(
                                homes,
                                platform.context.getBean(Letters.class),
                                platform.context.getBean(Mailer.class),
                                clock),
                        clock)) {
            due.run(clock.instant().plus(later));
            due.run(clock.instant().plus(later).plus(DueErasures.SETTLED));
        }
    }

    private static void askForTheEnd(TestPlatform platform) {
        ApiClient ann = platform.tenantWithoutLetters("acme");
        assertThat(
                        ann.post(
                                        "/api/v1/tenant/erasure",
                                        "{'slug': 'acme', 'password': 'a long password'}")
                                .status())
                .isEqualTo(202);
    }

    private static List<String> waiting(TestPlatform platform) {
        return platform.database.rows("select recipient from erasure_letter");
    }

    @Test
    void theProofOfAnErasureWaitsForTheServerAndComesByteByByte() throws Exception {
        int port = freePort();
        try (TestPlatform platform =
                new TestPlatform(TestPostgres.installed(), at(port, "never"))) {
            askForTheEnd(platform);
            erase(platform, ErasureRequests.GRACE.plusMinutes(5));
            assertThat(platform.rows("select 1 from tenant where slug = 'acme'")).isEmpty();
            assertThat(waiting(platform)).containsExactly("ann@acme.example");
            GreenMail server = server(port);
            try {
                // Not before its time.
                erase(platform, Duration.ZERO);
                assertThat(server.getReceivedMessages()).isEmpty();
                platform.database.update("update erasure_letter set next_attempt_at = now()");
                erase(platform, Duration.ZERO);

                ApiClient.await(() -> waiting(platform).isEmpty());
                assertThat(server.getReceivedMessages()).hasSize(1);
                MimeMessage message = server.getReceivedMessages()[0];
                assertThat(message.getAllRecipients()[0]).hasToString("ann@acme.example");
                assertThat(message.getSubject()).isEqualTo("acme is deleted");
                String document = platform.database.rows("select document from erasure").getFirst();
                assertThat(document.length()).isGreaterThan(1_000);
                assertThat(Mailbox.read(message).text().lines()).contains(document);
                assertThat(Mailbox.read(message).text())
                        .contains(platform.database.rows("select hash from erasure").getFirst());
            } finally {
                server.stop();
            }
        }
    }

    @Test
    void theAddressForAProofIsForgottenWhenItCannotBeSent() throws Exception {
        int port = freePort();
        try (TestPlatform platform =
                new TestPlatform(TestPostgres.installed(), at(port, "never"))) {
            askForTheEnd(platform);
            erase(platform, ErasureRequests.GRACE.plusMinutes(5));
            assertThat(waiting(platform)).hasSize(1);
            platform.database.update(
                    "update erasure_letter set next_attempt_at = now(), useful_until = now()");
            GreenMail server = server(port);
            try {
                erase(platform, Duration.ZERO);
                ApiClient.await(() -> waiting(platform).isEmpty());
                assertThat(server.getReceivedMessages()).isEmpty();
            } finally {
                server.stop();
            }
        }
    }
}
