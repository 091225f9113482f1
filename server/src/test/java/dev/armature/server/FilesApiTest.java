package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.metadata.field.FileRules;
import dev.armature.metadata.json.Json;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files: uploaded, held by records, given to those who may read these, and to nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FilesApiTest {

    private static final String FILES = "/api/v1/files";
    private static final String RAW = "application/octet-stream";
    private static final String LETTERS = "/api/v1/records/letter";
    private static final byte[] TEXT = "dear reader".getBytes(StandardCharsets.UTF_8);

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient bob;
    private ApiClient stranger;

    @BeforeAll
    void open() {
        platform = new TestPlatform();
    }

    @AfterAll
    void close() {
        platform.close();
    }

    @BeforeEach
    void letters() {
        ann = platform.newTenant();
        stranger = platform.newTenant();
        String slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@letters.example', 'password': 'a long password'}");
        bob = platform.signIn(slug, "bob@letters.example", "a long password");
        for (ApiClient client : List.of(ann, stranger)) {
            client.object(
                    """
                    {'name': 'letter', 'fields': [{'name': 'name', 'type': 'text'},
                      {'name': 'body', 'type': 'file', 'maxSize': 1000, 'accept': ['text/*', 'application/pdf']},
                      {'name': 'attachments', 'type': 'files', 'maxItems': 3}, {'name': 'photo', 'type': 'image'}]}
                    """);
        }
    }

    private static ApiClient.Answer upload(ApiClient client, String name, byte[] content) {
        ApiClient.Answer answer =
                client.send("POST", FILES + "?name=" + encode(name), RAW, content);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        return answer;
    }

    private static String text(ApiClient client) {
        return upload(client, "letter.txt", TEXT).id();
    }

    static byte[] image(String format, int width, int height) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            image.setRGB(0, 0, 0xFF0000);
            ImageIO.write(image, format, out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(String id) {
        return FILES + "/" + id + "/content";
    }

    private long bodies() {
        try (Stream<java.nio.file.Path> files = Files.walk(platform.files)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsUploadedComesBackByteForByte() {
        ApiClient.Answer made = upload(ann, "Grüße & more.txt", TEXT);
        assertThat(made.header("Location")).isEqualTo(FILES + "/" + made.id());
        assertThat(made.json().get("name").textValue()).isEqualTo("Grüße & more.txt");
        assertThat(made.json().get("mediaType").textValue()).isEqualTo("text/plain");
        assertThat(made.json().get("size").intValue()).isEqualTo(TEXT.length);
        assertThat(made.json().get("attached").booleanValue()).isFalse();
        assertThat(made.json().has("width")).isFalse();
        assertThat(ann.get(FILES + "/" + made.id()).json()).isEqualTo(made.json());

        ApiClient.Answer back = ann.get(content(made.id()));
        assertThat(back.response().body()).isEqualTo(TEXT);
        assertThat(back.header("ETag"))
                .isEqualTo("\"" + made.json().get("sha256").textValue() + "\"");
        assertThat(back.header("Content-Length")).isEqualTo(Integer.toString(TEXT.length));
        assertThat(back.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(back.header("Content-Security-Policy")).contains("sandbox");
        assertThat(back.header("Cache-Control")).isEqualTo("private, no-cache");
        assertThat(back.header("Content-Disposition"))
                .isEqualTo(
                        "inline; filename=\"Gr__e & more.txt\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20&%20more.txt");
    }

    @Test
    void aFormIsTakenAsWell() {
        String form =
                "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\nContent-Type: image/png\r\n\r\na,b\n1,2\n\r\n--b--\r\n";
        ApiClient.Answer made =
                ann.send(
                        "POST",
                        FILES,
                        "multipart/form-data; boundary=b",
                        form.getBytes(StandardCharsets.UTF_8));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        assertThat(made.json().get("name").textValue()).isEqualTo("a.csv");
        assertThat(made.json().get("mediaType").textValue()).isEqualTo("text/csv");
        assertThat(ann.get(content(made.id())).body()).isEqualTo("a,b\n1,2\n");
        for (String wrong :
                List.of(
                        "--b\r\nContent-Disposition: form-data; name=\"other\"; filename=\"a\"\r\n\r\nx\r\n--b--\r\n",
                        "no form at all")) {
            assertThat(
                            ann.send(
                                            "POST",
                                            FILES,
                                            "multipart/form-data; boundary=b",
                                            wrong.getBytes(StandardCharsets.UTF_8))
                                    .status())
                    .as(wrong)
                    .isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "page.txt, '<!DOCTYPE html><html><script>alert(1)</script></html>', text/html, attachment",
        "photo.png, '<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>', image/svg+xml, attachment",
        "data.txt, '<?xml version=\"1.0\"?><a/>', application/xml, attachment",
        "report.png, '%PDF-1.7 x', application/pdf, attachment",
        "photo.png, 'nothing of an image', text/plain, inline",
        "run.html, 'only text', text/html, attachment"
    })
    void whatAFileIsItsContentSaysAndWhatABrowserMightRunIsSaved(
            String name, String content, String mediaType, String disposition) {
        ApiClient.Answer made = upload(ann, name, content.getBytes(StandardCharsets.UTF_8));
        assertThat(made.json().get("mediaType").textValue()).isEqualTo(mediaType);
        ApiClient.Answer back = ann.get(content(made.id()));
        assertThat(back.header("Content-Disposition")).startsWith(disposition + ";");
        assertThat(back.header("Content-Type")).startsWith(mediaType);
        assertThat(back.header("Content-Security-Policy")).isEqualTo("default-src 'none'; sandbox");
    }

    @Test
    void bytesThatNobodyKnowsAreNothingWhateverTheyAreCalled() {
        byte[] noise = HexFormat.of().parseHex("9f8e7d6c5b4a00010203");
        assertThat(upload(ann, "photo.png", noise).json().get("mediaType").textValue())
                .isEqualTo("application/octet-stream");
    }

    @Test
    void namesThatHideSomethingAreRefused() {
        long before = bodies();
        for (String name :
                List.of(
                        "",
                        " ",
                        ".",
                        "..",
                        "a/",
                        "a\u0000b",
                        "a\nb",
                        "\u202egnp.exe",
                        "x".repeat(256))) {
            assertThat(ann.send("POST", FILES + "?name=" + encode(name), RAW, TEXT).code())
                    .as(name)
                    .isEqualTo("malformed_request");
        }
        assertThat(ann.send("POST", FILES, RAW, TEXT).code()).isEqualTo("malformed_request");
        assertThat(ann.send("POST", FILES + "?name=.", RAW, new byte[20_000_000]).code())
                .as("however much is still being sent")
                .isEqualTo("malformed_request");
        assertThat(bodies()).isEqualTo(before);
    }

    @Test
    void partsAreGivenAndWhatIsKnownIsNotSentAgain() {
        String id = text(ann);
        String etag = ann.get(content(id)).header("ETag");
        record Case(String range, int status, String body, String header) {}
        for (Case one :
                List.of(
                        new Case("bytes=5-8", 206, "read", "bytes 5-8/11"),
                        new Case("bytes=5-", 206, "reader", "bytes 5-10/11"),
                        new Case("bytes=-3", 206, "der", "bytes 8-10/11"),
                        new Case("bytes=-99", 206, "dear reader", "bytes 0-10/11"),
                        new Case("bytes=0-99999", 206, "dear reader", "bytes 0-10/11"),
                        new Case("bytes=11-", 416, "", "bytes */11"),
                        new Case("bytes=-0", 416, "", "bytes */11"),
                        new Case("bytes=8-5", 200, "dear reader", null),
                        new Case("bytes=0-1,3-4", 200, "dear reader", null),
                        new Case("lines=1-2", 200, "dear reader", null))) {
            ApiClient.Answer answer =
                    ann.send("GET", content(id), null, null, "Range", one.range());
            assertThat(answer.status()).as(one.range()).isEqualTo(one.status());
            assertThat(answer.body()).as(one.range()).isEqualTo(one.body());
            assertThat(answer.header("Content-Range")).as(one.range()).isEqualTo(one.header());
        }
        assertThat(
                        ann.send(
                                        "GET",
                                        content(id),
                                        null,
                                        null,
                                        "Range",
                                        "bytes=5-8",
                                        "If-Range",
                                        "\"another\"")
                                .status())
                .isEqualTo(200);
        ApiClient.Answer known =
                ann.send("GET", content(id), null, null, "If-None-Match", "\"x\", " + etag);
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        ApiClient.Answer head = ann.send("HEAD", content(id), null, null);
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("ETag")).isEqualTo(etag);
    }

    @Test
    void anEmptyFileIsAFile() {
        ApiClient.Answer made = upload(ann, "empty.txt", new byte[0]);
        assertThat(made.json().get("size").intValue()).isZero();
        ApiClient.Answer back = ann.get(content(made.id()));
        assertThat(back.status()).isEqualTo(200);
        assertThat(back.body()).isEmpty();
    }

    /** Bytes without end, as far as anybody looks. */
    private static InputStream zeros(long length) {
        return new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }

            @Override
            public int read(byte[] buffer, int offset, int wanted) {
                if (left <= 0) {
                    return -1;
                }
                int given = (int) Math.min(left, wanted);
                java.util.Arrays.fill(buffer, offset, offset + given, (byte) 0);
                left -= given;
                return given;
            }
        };
    }

    private int streamed(String type, InputStream body) throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(platform.url() + FILES + "?name=large"))
                        .header("Authorization", "Bearer " + ann.token())
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() -> body))
                        .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
        }
    }

    @Test
    void thereIsALargestFileAndItIsNeverWholeInMemory() throws Exception {
        long before = bodies();
        assertThat(streamed("application/octet-stream", zeros(FileRules.MAX_SIZE))).isEqualTo(201);
        assertThat(bodies()).isEqualTo(before + 1);
        assertThat(streamed("application/octet-stream", zeros(FileRules.MAX_SIZE + 1L)))
                .isEqualTo(413);
        assertThat(bodies()).as("nothing is left of it").isEqualTo(before + 1);
    }

    @Test
    void untilARecordHoldsItAFileIsItsUploadersAlone() {
        String id = text(ann);
        for (ApiClient other : List.of(bob, stranger)) {
            assertThat(other.get(FILES + "/" + id).code()).isEqualTo("not_found");
            assertThat(other.get(content(id)).code()).isEqualTo("not_found");
            assertThat(other.delete(FILES + "/" + id).code()).isEqualTo("not_found");
            assertThat(other.post(LETTERS, "{'body': '" + id + "'}").errors())
                    .containsExactly("/body reference_not_found");
        }
        assertThat(platform.stranger().get(content(id)).status()).isEqualTo(401);

        String letter = ann.create(LETTERS, "{'body': '" + id + "'}");
        assertThat(bob.get(content(id)).response().body()).isEqualTo(TEXT);
        assertThat(bob.get(FILES + "/" + id).json().get("attached").booleanValue()).isTrue();
        assertThat(stranger.get(content(id)).body().replaceAll("\"traceId\":\"[^\"]*\"", ""))
                .as("another tenant's is as one that there is not")
                .isEqualTo(
                        stranger.get(content("00000000-0000-7000-8000-000000000000"))
                                .body()
                                .replace("00000000-0000-7000-8000-000000000000", id)
                                .replaceAll("\"traceId\":\"[^\"]*\"", ""));
        assertThat(stranger.post(LETTERS, "{'body': '" + id + "'}").errors())
                .containsExactly("/body reference_not_found");

        ann.delete(LETTERS + "/" + letter);
        assertThat(ann.get(content(id)).code()).isEqualTo("not_found");
        ann.post(LETTERS + "/" + letter + "/restore", "");
        assertThat(bob.get(content(id)).status()).isEqualTo(200);
    }

    @Test
    void recordsHoldFilesInTheirOrder() {
        List<String> ids = new ArrayList<>();
        for (String name : List.of("c.txt", "a.txt", "b.txt")) {
            ids.add(upload(ann, name, TEXT).id());
        }
        ApiClient.Answer made =
                ann.post(
                        LETTERS,
                        "{'body': {'id': '%s'}, 'attachments': ['%s', '%s', {'id': '%s'}]}"
                                .formatted(ids.get(0), ids.get(0), ids.get(1), ids.get(2)));
        assertThat(made.status()).as(made.body()).isEqualTo(201);
        JsonNode file = made.json().get("body");
        assertThat(file.get("id").textValue()).isEqualTo(ids.get(0));
        assertThat(file.get("name").textValue()).isEqualTo("c.txt");
        assertThat(file.get("mediaType").textValue()).isEqualTo("text/plain");
        assertThat(file.get("size").intValue()).isEqualTo(TEXT.length);
        assertThat(made.json().get("attachments"))
                .extracting(one -> one.get("name").textValue())
                .containsExactly("c.txt", "a.txt", "b.txt");
        assertThat(ann.get(made.header("Location")).json()).isEqualTo(made.json());

        ApiClient.Answer same =
                ann.put(
                        made.header("Location"),
                        Json.write(
                                Json.object()
                                        .<com.fasterxml.jackson.databind.node.ObjectNode>set(
                                                "body", made.json().get("body"))
                                        .set("attachments", made.json().get("attachments"))));
        assertThat(same.header("ETag")).as(same.body()).isEqualTo("\"1\"");
        ApiClient.Answer turned =
                ann.patch(
                        made.header("Location"),
                        "{'attachments': ['%s', '%s']}".formatted(ids.get(2), ids.get(0)));
        assertThat(turned.json().get("attachments"))
                .extracting(one -> one.get("name").textValue())
                .containsExactly("b.txt", "c.txt");
    }

    @Test
    void whatAFieldDoesNotTakeIsRefusedThere() {
        String text = text(ann);
        String large =
                upload(ann, "large.txt", "x".repeat(1001).getBytes(StandardCharsets.UTF_8)).id();
        String png = upload(ann, "a.png", image("png", 4, 3)).id();
        record Case(String values, String error) {}
        for (Case one :
                List.of(
                        new Case("{'body': '" + large + "'}", "/body too_large"),
                        new Case("{'body': '" + png + "'}", "/body media_type_not_accepted"),
                        new Case("{'photo': '" + text + "'}", "/photo media_type_not_accepted"),
                        new Case(
                                "{'photo': {'id': '" + png + "', 'width': 5}}",
                                "/photo read_only_field"),
                        new Case(
                                "{'body': {'id': '" + text + "', 'name': 'other'}}",
                                "/body read_only_field"),
                        new Case(
                                "{'attachments': ['" + text + "', '" + text + "']}",
                                "/attachments not_unique"),
                        new Case("{'attachments': '" + text + "'}", "/attachments wrong_type"),
                        new Case("{'body': ['" + text + "']}", "/body wrong_type"),
                        new Case("{'body': 'letter.txt'}", "/body invalid_id"),
                        new Case(
                                "{'body': '00000000-0000-7000-8000-000000000000'}",
                                "/body reference_not_found"))) {
            ApiClient.Answer answer = ann.post(LETTERS, one.values());
            assertThat(answer.status()).as(one.values()).isEqualTo(422);
            assertThat(answer.errors()).as(one.values()).containsExactly(one.error());
        }
        assertThat(
                        ann.post(
                                        LETTERS,
                                        "{'body': '00000000-0000-7000-8000-000000000000', 'name': 5}")
                                .errors())
                .as("everything wrong at once")
                .containsExactly("/body reference_not_found", "/name wrong_type");
        assertThat(ann.get(FILES + "/" + text).json().get("attached").booleanValue()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"png, image/png", "jpeg, image/jpeg", "gif, image/gif"})
    void anImageIsMeasuredAndShownSmall(String format, String mediaType) throws Exception {
        String id = upload(ann, "photo", image(format, 800, 300)).id();
        JsonNode photo = ann.post(LETTERS, "{'photo': '" + id + "'}").json().get("photo");
        assertThat(photo.get("mediaType").textValue()).isEqualTo(mediaType);
        assertThat(photo.get("width").intValue()).isEqualTo(800);
        assertThat(photo.get("height").intValue()).isEqualTo(300);
        for (int size : List.of(64, 256, 1024)) {
            ApiClient.Answer small = bob.get(content(id) + "?size=" + size);
            assertThat(small.status()).as(small.body()).isEqualTo(200);
            BufferedImage shown = ImageIO.read(new ByteArrayInputStream(small.response().body()));
            assertThat(shown.getWidth()).isEqualTo(Math.min(size, 800));
            assertThat(shown.getHeight()).isEqualTo(Math.round(Math.min(size, 800) * 3 / 8f));
        }
        assertThat(ann.get(content(id) + "?size=65").code()).isEqualTo("invalid_query");
        assertThat(stranger.get(content(id) + "?size=64").code()).isEqualTo("not_found");
        String text = text(ann);
        assertThat(ann.get(content(text) + "?size=64").code()).isEqualTo("not_found");
    }

    @Test
    void whatOnlyClaimsToBeAnImageIsNone() {
        byte[] png = image("png", 8, 8);
        byte[] cut = java.util.Arrays.copyOf(png, 40);
        byte[] huge = png.clone();
        java.nio.ByteBuffer.wrap(huge).putInt(16, 60_000).putInt(20, 60_000);
        for (byte[] wrong : List.of(cut, huge)) {
            ApiClient.Answer made = upload(ann, "photo.png", wrong);
            assertThat(made.json().get("mediaType").textValue()).isEqualTo("image/png");
            assertThat(made.json().has("width")).isFalse();
            assertThat(ann.post(LETTERS, "{'photo': '" + made.id() + "'}").errors())
                    .containsExactly("/photo media_type_not_accepted");
            assertThat(ann.get(content(made.id()) + "?size=64").code()).isEqualTo("not_found");
        }
    }

    private List<String> found(String filter) {
        ApiClient.Answer answer = ann.get(LETTERS + "?sort=name&filter=" + encode(filter));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().get("data").spliterator(), false)
                .map(record -> record.get("name").textValue())
                .toList();
    }

    @Test
    void expressionsReadWhatThereIsToSay() {
        String small = upload(ann, "small.txt", TEXT).id();
        String photo = upload(ann, "photo.png", image("png", 30, 20)).id();
        ann.create(
                LETTERS,
                "{'name': 'a', 'body': '%s', 'attachments': ['%s']}".formatted(small, small));
        ann.create(
                LETTERS,
                "{'name': 'b', 'photo': '%s', 'attachments': ['%s', '%s']}"
                        .formatted(photo, photo, small));
        ann.create(LETTERS, "{'name': 'c'}");

        assertThat(found("body != null")).containsExactly("a");
        assertThat(found("body == null")).containsExactly("b", "c");
        assertThat(found("body.size > 10 && body.name.endsWith(\".txt\")")).containsExactly("a");
        assertThat(found("photo.width > photo.height")).containsExactly("b");
        assertThat(found("photo.mediaType == \"image/png\"")).containsExactly("b");
        assertThat(found("body.id == \"" + small + "\"")).containsExactly("a");
        assertThat(found("size(attachments) > 1")).containsExactly("b");
        assertThat(found("first(attachments).name == \"photo.png\"")).containsExactly("b");
        assertThat(found("body in attachments")).containsExactly("a");
        assertThat(found("!has(attachments)")).containsExactly("c");
        for (String wrong : List.of("body > 1", "body.path == \"x\"", "body == \"x\"")) {
            assertThat(ann.get(LETTERS + "?filter=" + encode(wrong)).code())
                    .as(wrong)
                    .isEqualTo("invalid_query");
        }
        assertThat(ann.get(LETTERS + "?sort=body").code()).isEqualTo("invalid_query");
        assertThat(ann.get(LETTERS + "?sort=body.size&fields=name").status()).isEqualTo(200);
    }

    @Test
    void formulasLookupsRulesAndOtherRecordsPassFilesOn() {
        ann.object(
                """
                {'name': 'reply', 'fields': [{'name': 'to', 'type': 'reference', 'target': 'letter'},
                  {'name': 'original', 'type': 'lookup', 'reference': 'to', 'field': 'body'},
                  {'name': 'all', 'type': 'lookup', 'reference': 'to', 'field': 'attachments'},
                  {'name': 'bytes', 'type': 'formula', 'returns': 'integer', 'expression': 'to.body.size'},
                  {'name': 'copy', 'type': 'file', 'default': 'to.body'}]}
                """);
        String id = text(ann);
        String letter =
                ann.create(LETTERS, "{'body': '%s', 'attachments': ['%s']}".formatted(id, id));
        String reply = bob.create("/api/v1/records/reply", "{'to': '" + letter + "'}");
        JsonNode read = bob.get("/api/v1/records/reply/" + reply).json();
        assertThat(read.at("/original/id").textValue()).isEqualTo(id);
        assertThat(read.at("/copy/id").textValue()).isEqualTo(id);
        assertThat(read.at("/all/0/id").textValue()).isEqualTo(id);
        assertThat(read.get("bytes").intValue()).isEqualTo(TEXT.length);
        ann.delete(LETTERS + "/" + letter);
        assertThat(bob.get(content(id)).status()).as("the reply holds it").isEqualTo(200);
    }

    @Test
    void historyAndUndoKeepTheBody() {
        String first = text(ann);
        String letter = ann.create(LETTERS, "{'name': 'x', 'body': '" + first + "'}");
        ApiClient.Answer job =
                ann.post(LETTERS + "/update", "{'filter': 'true', 'set': {'body': null}}");
        ann.finished(job.id());
        assertThat(ann.get(LETTERS + "/" + letter).json().get("body").isNull()).isTrue();
        assertThat(
                        ann.get(LETTERS + "/" + letter + "/history")
                                .json()
                                .at("/data/0/replaced/body/id")
                                .textValue())
                .isEqualTo(first);
        assertThat(bob.get(content(first)).status()).as("the history tells of it").isEqualTo(200);

        ApiClient.Answer undo = ann.post("/api/v1/jobs/" + job.id() + "/undo", "");
        assertThat(ann.finished(undo.id()).get("updated").intValue()).isEqualTo(1);
        assertThat(ann.get(LETTERS + "/" + letter).json().at("/body/id").textValue())
                .isEqualTo(first);
    }

    @Test
    void itsUploaderDeletesAFileThatNoRecordHolds() {
        long before = bodies();
        String id = upload(ann, "a.png", image("png", 300, 300)).id();
        assertThat(bodies()).as("with a thumbnail").isEqualTo(before + 2);
        assertThat(ann.delete(FILES + "/" + id).status()).isEqualTo(204);
        assertThat(bodies()).isEqualTo(before);
        assertThat(ann.get(FILES + "/" + id).code()).isEqualTo("not_found");

        String held = text(ann);
        ann.create(LETTERS, "{'body': '" + held + "'}");
        assertThat(ann.delete(FILES + "/" + held).code()).isEqualTo("state_conflict");
        assertThat(ann.get(content(held)).status()).isEqualTo(200);
    }

    @Test
    void optionsOfAFieldAreNarrowedOnlyWhereNothingIsLost() {
        String id = text(ann);
        ann.create(LETTERS, "{'body': '" + id + "'}");
        String field = "/api/v1/metadata/objects/letter/fields/body";
        assertThat(ann.patch(field, "{'maxSize': 5}").errors())
                .containsExactly("/maxSize records_do_not_fit");
        assertThat(ann.patch(field, "{'accept': ['application/pdf']}").errors())
                .containsExactly("/accept records_do_not_fit");
        assertThat(ann.patch(field, "{'maxSize': 500, 'accept': ['text/plain']}").status())
                .isEqualTo(200);
        assertThat(ann.post(field + "/convert", "{'type': 'text'}").code())
                .isEqualTo("invalid_metadata");
    }
}
