package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Comparator;
import java.util.stream.Stream;

/** A key that a provider signs with, and its certificate. */
record SamlKeys(PrivateKey secret, X509Certificate certificate) {

    private static final char[] PASSWORD = "password".toCharArray();

    static SamlKeys rsa() {
        return made("RSA", "2048");
    }

    static SamlKeys made(String algorithm, String size) {
        try {
            Path folder = Files.createTempDirectory("saml");
            try {
                return made(folder.resolve("keys.p12"), algorithm, size);
            } finally {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static SamlKeys made(Path file, String algorithm, String size)
            throws IOException, GeneralSecurityException, InterruptedException {
        Process making =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "saml",
                                "-keyalg",
                                algorithm,
                                "-keysize",
                                size,
                                "-dname",
                                "CN=saml",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
        String told = new String(making.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(making.waitFor()).as(told).isZero();
        KeyStore store = KeyStore.getInstance(file.toFile(), PASSWORD);
        return new SamlKeys(
                (PrivateKey) store.getKey("saml", PASSWORD),
                (X509Certificate) store.getCertificate("saml"));
    }

    String base64() {
        try {
            return Base64.getEncoder().encodeToString(certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    String pem() {
        return "-----BEGIN CERTIFICATE-----\n"
                + base64().replaceAll("(.{64})", "$1\n")
                + "\n-----END CERTIFICATE-----\n";
    }
}
