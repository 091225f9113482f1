package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The platform is killed while a large file comes in, and the upload goes on where it was. */
class UploadCrashTest {

    private static final int MIB = 1024 * 1024;

    @TempDir Path folder;

    @Test
    void anUploadGoesOnAfterThePlatformWasKilled() throws Exception {
        byte[] whole = new byte[120 * MIB];
        new Random(7).nextBytes(whole);
        try (ServerProcess server = new ServerProcess(folder.resolve("data")).start()) {
            ApiClient ann = server.signUp();
            TusClient tus = new TusClient(ann);
            String address = tus.begun("film.bin", whole.length);
            try (Socket cut =
                    tus.sendSome(
                            address,
                            0,
                            whole.length,
                            new ByteArrayInputStream(whole, 0, 70 * MIB))) {
                assertThat(cut.isConnected()).isTrue();
                ApiClient.await(() -> tus.offset(address) >= 64 * MIB);
                server.kill();
            }
            server.start();
            ApiClient back = server.signIn();
            TusClient again = new TusClient(back);
            int at = Math.toIntExact(again.offset(address));
            assertThat(at).isBetween(64 * MIB, 70 * MIB);
            String file =
                    again.append(address, at, Arrays.copyOfRange(whole, at, whole.length))
                            .header("Armature-File");
            assertThat(back.get("/api/v1/files/" + file + "/content").response().body())
                    .isEqualTo(whole);
        }
    }
}
