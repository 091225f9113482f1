package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.engine.mail.MailOptions;
import dev.armature.engine.mail.Sender;
import dev.armature.engine.mail.SmtpServer;
import dev.armature.metadata.database.StartupException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of the environment says how mail is sent, and what is wrong with it. */
class MailSettingsTest {

    private static final Path DATA = Path.of("/data");

    private static Map<String, String> with(String smtp) {
        return Map.of(
                "SMTP_URL",
                smtp,
                "ARMATURE_MAIL_FROM",
                "Armature <no-reply@example.com>",
                "ARMATURE_URL",
                "https://armature.example.com/");
    }

    @Test
    void withoutAServerMailIsKeptInTheDataFolder() {
        MailOptions options = MailSettings.read(Map.of(), DATA);
        assertThat(options.smtp()).isNull();
        assertThat(options.folder()).isEqualTo(Path.of("/data/mail"));
    }

    @Test
    void aServerIsEncryptedToUnlessItIsSaidOtherwise() {
        assertThat(MailSettings.read(with("smtp://host.example"), DATA).smtp())
                .isEqualTo(
                        new SmtpServer(
                                "host.example", 587, SmtpServer.Encryption.STARTTLS, null, null));
        assertThat(MailSettings.read(with("smtps://ann:p%40ss+%3A@host.example"), DATA))
                .isEqualTo(
                        new MailOptions(
                                new SmtpServer(
                                        "host.example",
                                        465,
                                        SmtpServer.Encryption.TLS,
                                        "ann",
                                        "p@ss+:"),
                                new Sender("Armature", "no-reply@example.com"),
                                Path.of("/data/mail")));
        assertThat(MailSettings.read(with("smtp://localhost:25?starttls=never"), DATA).smtp())
                .isEqualTo(new SmtpServer("localhost", 25, SmtpServer.Encryption.NONE, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "smtp://",
                "http://host.example",
                "smtp://ann@host.example",
                "smtp://ann:hunter2@host.example?starttls=maybe",
                "smtps://ann:hunter2@host.example?starttls=never",
                "smtp://ann:hunter2@host.example/path",
                "smtp://ann:hun ter2@host.example"
            })
    void whatIsNoServerIsToldWithoutThePassword(String url) {
        assertThatThrownBy(() -> MailSettings.read(with(url), DATA))
                .isInstanceOf(StartupException.class)
                .hasMessageStartingWith("SMTP_URL is not valid: ")
                .hasMessageNotContaining("hunter")
                .hasMessageNotContaining("hun ter");
        assertThat(MailSettings.read(with("smtp://ann:hunter2@host.example"), DATA).toString())
                .doesNotContain("hunter2");
    }

    @Test
    void aServerNeedsASenderAndAnAddressForLinks() {
        assertThatThrownBy(() -> MailSettings.read(Map.of("SMTP_URL", "smtp://h"), DATA))
                .hasMessageStartingWith("ARMATURE_URL is needed");
        assertThatThrownBy(() ->
                        MailSettings.read(
                                Map.of("SMTP_URL", "smtp://h", "ARMATURE_URL", "http://x"), DATA))
                .hasMessageStartingWith("ARMATURE_MAIL_FROM is needed");
        assertThatThrownBy(() -> Sender.parse("Ann\r\nBcc: eve@x.example <ann@x.example>"))
                .hasMessage("Name <name@example.com> is expected");
    }

    @Test
    void theAddressOfTheInstallationHasNoPath() {
        assertThat(MailSettings.url(Map.of(), 8080)).isEqualTo("http://localhost:8080");
        assertThat(MailSettings.url(with("smtp://h"), 8080))
                .isEqualTo("https://armature.example.com");
        for (String wrong :
                new String[] {
                    "armature.example.com",
                    "ftp://armature.example.com",
                    "https://armature.example.com/app",
                    "https://ann:pw@armature.example.com",
                    "https://armature.example.com?x=1",
                    "https://armature.example.com#x",
                    "javascript:alert(1)",
                    "https://a b"
                }) {
            assertThatThrownBy(() -> MailSettings.url(Map.of("ARMATURE_URL", wrong), 8080))
                    .isInstanceOf(StartupException.class)
                    .hasMessageStartingWith("ARMATURE_URL is not valid");
        }
    }
}
