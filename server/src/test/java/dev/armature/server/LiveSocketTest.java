package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.live.LiveChanges;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The same changes over WebSocket, and what ends a connection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveSocketTest {

    private static final String PATH = "/ws";
    private static final String NOTES = "/api/v1/records/note";

    private TestPlatform platform;
    private ApiClient ann;

    @BeforeAll
    void open() {
        platform = TestPlatform.shared();
        ann = platform.newTenant();
        ann.object("{'name': 'note', 'fields': [{'name': 'name', 'type': 'text'}]}");
        ann.object("{'name': 'other', 'fields': [{'name': 'name', 'type': 'text'}]}");
    }

    /** What a client of live changes hears. */
    private static final class Heard extends HeardMessages {

        JsonNode await(String type) {
            ApiClient.await(() -> isClosed() || find(type) != null);
            assertThat(find(type)).as(heard()).isNotNull();
            return find(type);
        }

        private JsonNode find(String type) {
            return messages().stream()
                    .filter(message -> message.path("type").asText().equals(type))
                    .findFirst()
                    .orElse(null);
        }
    }

    private WebSocket connect(Heard heard, String... headers) {
        WebSocket.Builder builder = HttpClient.newHttpClient().newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        return builder.buildAsync(
                        URI.create(
                                platform.url().replace("http://localhost", "ws://127.0.0.1")
                                        + PATH),
                        heard)
                .join();
    }

    private Heard listen(String token, String more, String... headers) {
        Heard heard = new Heard();
        String message = "{'token': '%s'%s}".formatted(token, more).replace('\'', '"');
        connect(heard, headers).sendText(message, true).join();
        return heard;
    }

    @Test
    void changesAreToldAsOverServerSentEventsAndGoOnFromTheirIds() {
        Heard heard = listen(ann.token(), ", 'objects': 'note', 'fields': 'name'");
        heard.await("ready");
        String id = ann.create(NOTES, "{'name': 'one'}");
        JsonNode created = heard.await("created");
        assertThat(created.get("id").textValue()).isEqualTo(id);
        assertThat(created.at("/record/name").textValue()).isEqualTo("one");
        ann.patch(NOTES + "/" + id, "{'name': 'two'}");
        Heard again =
                listen(
                        ann.token(),
                        ", 'objects': 'note', 'last': '%s'"
                                .formatted(created.get("event").textValue()));
        again.await("ready");
        assertThat(again.messages())
                .extracting(message -> message.get("type").asText())
                .containsExactly("changed", "ready");
    }

    @Test
    void whoIsNobodyOrMayNotIsToldWhyAndLetGo() {
        Heard wrong = listen("x.y.z", "");
        assertThat(wrong.await("refused").at("/problem/code").textValue())
                .isEqualTo("unauthenticated");
        wrong.awaitClosed(4401);
        Heard unknown = listen(ann.token(), ", 'objects': 'nothing'");
        assertThat(unknown.await("refused").at("/problem/code").textValue()).isEqualTo("not_found");
        unknown.awaitClosed(4404);
        Heard more = listen(ann.token(), ", 'more': 1");
        more.awaitClosed(4400);
        String key =
                ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['metadata']}")
                        .json()
                        .get("key")
                        .textValue();
        listen(key, "").awaitClosed(4403);
    }

    /** A page of another site is let in where the tenant names the site, and nowhere else. */
    @Test
    void pagesOfOtherSitesAreLetInWhereTheTenantNamesThem() {
        assertThat(firstAnswer("https://evil.example")).contains("forbidden");
        ann.patch("/api/v1/tenant/sign-in", "{'origins': ['https://shop.example']}");
        ApiClient.await(() -> firstAnswer("https://shop.example").contains("ready"));
        assertThat(firstAnswer("https://evil.example")).contains("forbidden");
    }

    // By an address that is not the machine itself, as others see the platform.
    private String firstAnswer(String origin) {
        try (Socket socket = upgraded("Host: armature.example\r\nOrigin: " + origin)) {
            RawSocket.write(socket, "{\"token\": \"%s\"}".formatted(ann.token()));
            DataInputStream in = new DataInputStream(socket.getInputStream());
            in.readUnsignedByte();
            int length = in.readUnsignedByte();
            return new String(
                    in.readNBytes(length < 126 ? length : in.readUnsignedShort()),
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Socket upgraded(String headers) throws IOException {
        URI url = URI.create(platform.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        assertThat(RawSocket.upgrade(socket, PATH, headers)).startsWith("HTTP/1.1 101");
        return socket;
    }

    /** A frame that is allowed could unpack to a thousand times its size. */
    @Test
    void framesAreNotCompressed() throws IOException {
        URI url = URI.create(platform.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            String head =
                    RawSocket.upgrade(
                            socket,
                            PATH,
                            "Host: localhost\r\nSec-WebSocket-Extensions: permessage-deflate");
            assertThat(head).startsWith("HTTP/1.1 101");
            assertThat(head.toLowerCase(Locale.ROOT)).doesNotContain("sec-websocket-extensions");
        }
    }

    @Test
    void aSessionThatEndsTakesItsConnectionWithIt() {
        ApiClient session = platform.signIn(ann.me("/tenant/slug"));
        Heard heard = listen(session.token(), "");
        heard.await("ready");
        int open = platform.context.getBean(LiveChanges.class).open();
        session.post("/api/v1/auth/logout", "{}");
        heard.awaitClosed(4401);
        assertThat(heard.messages().getLast().get("reason").textValue())
                .isEqualTo("unauthenticated");
        ApiClient.await(() -> platform.context.getBean(LiveChanges.class).open() < open);
    }

    @Test
    void whatIsSaidAfterTheFirstMessageEndsTheConnection() {
        Heard heard = new Heard();
        WebSocket socket = connect(heard);
        socket.sendText("{\"token\": \"%s\"}".formatted(ann.token()), true).join();
        heard.await("ready");
        socket.sendText("{}", true).join();
        heard.awaitClosed(4400);
    }

    /** It is refused by what its head says, before any of it is taken. */
    @Test
    void aFrameOfAHundredMegabytesIsRefusedWithTheLimit() throws IOException {
        Heard other = listen(ann.token(), "");
        other.await("ready");
        try (Socket socket = upgraded("Host: localhost")) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            RawSocket.announce(socket, 100L * 1024 * 1024);
            assertThat(in.readUnsignedByte()).isEqualTo(0x88);
            byte[] payload = in.readNBytes(in.readUnsignedByte());
            assertThat(ByteBuffer.wrap(payload).getShort()).isEqualTo((short) 1009);
            assertThat(new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8))
                    .contains("65536");
        }
        ann.create("/api/v1/records/other", "{'name': 'others hear on'}");
        other.await("created");
    }
}
