package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.live.LiveChanges;
import dev.armature.metadata.json.Json;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** GraphQL over WebSocket: subscriptions, and what ends an operation or a connection. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GraphSocketTest {

    private static final String DEALS = "/api/v1/records/deal";
    private static final String HEAR = "subscription { deal_changes { event type id } }";
    private static final String HEAR_ALL =
            "subscription { deal_changes { event type id version at record { name amount } } }";

    private TestPlatform platform;
    private ApiClient ann;
    private ApiClient other;
    private String slug;

    @BeforeAll
    void open() {
        platform =
                new TestPlatform(
                        Clock.systemUTC(),
                        Map.of(
                                "armature.graphql.connections",
                                4,
                                "armature.graphql.ping",
                                Duration.ofMillis(700)));
        ann = tenant();
        other = tenant();
        slug = ann.me("/tenant/slug");
        ann.create(
                "/api/v1/roles",
                """
                {'name': 'north', 'objects': {'account': {'read': true},
                  'deal': {'read': true, 'when': 'region == \\"north\\"', 'fields': {'margin': {'read': false}}}}}
                """);
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private ApiClient tenant() {
        ApiClient client = platform.newTenant();
        client.object("{'name': 'account', 'fields': [{'name': 'name', 'type': 'text'}]}");
        client.object(
                """
                {'name': 'deal', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'region', 'type': 'text'}, {'name': 'body', 'type': 'longText'},
                  {'name': 'amount', 'type': 'decimal', 'scale': 2}, {'name': 'margin', 'type': 'decimal', 'scale': 2},
                  {'name': 'account', 'type': 'reference', 'target': 'account'}]}
                """);
        client.object("{'name': 'vault', 'fields': [{'name': 'name', 'type': 'text'}]}");
        return client;
    }

    private String userId;

    private ApiClient user(String name) {
        userId =
                ann.create(
                        "/api/v1/users",
                        "{'name': '%s', 'email': '%s@%s.example', 'password': 'a long password', 'roles': ['north']}"
                                .formatted(name, name, slug));
        return platform.signIn(slug, name + "@" + slug + ".example", "a long password");
    }

    private GraphClient stranger() {
        return GraphClient.connect(platform.url(), "graphql-transport-ws");
    }

    @Test
    void theSchemaHasTheSubscriptionsOfWhatIsSeen() {
        String whole = ann.get("/graphql").body();
        assertThat(whole)
                .contains("type Subscription {")
                .contains("deal_changes(")
                .contains("type Deal_Change {")
                .contains("vault_changes(");
        assertThat(user("sam").get("/graphql").body())
                .contains("deal_changes(")
                .doesNotContain("vault_changes");
        try (GraphClient client = GraphClient.of(ann)) {
            client.subscribe("1", "{ __schema { subscriptionType { name } } }");
            assertThat(
                            client.await("next", "1")
                                    .at("/payload/data/__schema/subscriptionType/name")
                                    .textValue())
                    .isEqualTo("Subscription");
        }
    }

    @Test
    void changesAreToldWithTheRecordsAndWhatHangsOnThem() {
        String account = ann.create("/api/v1/records/account", "{'name': 'Acme'}");
        try (GraphClient client = GraphClient.of(ann)) {
            client.listen(
                    "1",
                    "subscription { deal_changes { event type id version at record { name amount account { name } } } }");
            String id =
                    ann.create(
                            DEALS,
                            "{'name': 'one', 'amount': 1.50, 'account': '%s'}".formatted(account));
            JsonNode created = client.awaitChange("1", "created");
            assertThat(created.get("id").textValue()).isEqualTo(id);
            assertThat(created.get("version").intValue()).isEqualTo(1);
            assertThat(created.get("at").isTextual()).isTrue();
            assertThat(created.at("/record/amount").decimalValue()).isEqualByComparingTo("1.50");
            assertThat(created.at("/record/account/name").textValue()).isEqualTo("Acme");
            ann.patch(DEALS + "/" + id, "{'name': 'two'}");
            assertThat(client.awaitChange("1", "changed").at("/record/name").textValue())
                    .isEqualTo("two");
            ann.delete(DEALS + "/" + id);
            assertThat(client.awaitChange("1", "deleted").get("record").isNull()).isTrue();
            ann.post(DEALS + "/" + id + "/restore", "{}");
            assertThat(client.awaitChange("1", "restored").at("/record/name").textValue())
                    .isEqualTo("two");
        }
    }

    @Test
    void nothingOfAnotherTenantIsHeard() {
        try (GraphClient client = GraphClient.of(ann)) {
            client.listen("1", HEAR_ALL);
            String foreign = other.create(DEALS, "{'name': 'of the other'}");
            String own = ann.create(DEALS, "{'name': 'own'}");
            client.awaitChange("1", "created");
            assertThat(client.changes("1"))
                    .extracting(change -> change.get("id").textValue())
                    .containsExactly(own);
            client.listen(
                    "2", "subscription { deal_changes(id: '%s') { type id } }".formatted(foreign));
            other.patch(DEALS + "/" + foreign, "{'name': 'again'}");
            ann.patch(DEALS + "/" + own, "{'name': 'again'}");
            client.awaitChange("1", "changed");
            assertThat(client.changes("2")).isEmpty();
        }
        other.object("{'name': 'theirs', 'fields': [{'name': 'name', 'type': 'text'}]}");
        try (GraphClient client = GraphClient.of(ann)) {
            client.subscribe("1", "subscription { theirs_changes { type } }");
            assertThat(client.refusal("1")).isEqualTo("invalid_query");
        }
    }

    /** What a role hides is answered as what does not exist, and the connection goes on. */
    @Test
    void whatARoleHidesIsNotThere() {
        ApiClient bob = user("bob");
        try (GraphClient client = GraphClient.of(bob)) {
            String shape = "subscription { deal_changes%s { type record { %s } } }";
            int number = 0;
            for (String[] hiddenAndAbsent :
                    new String[][] {
                        {shape.formatted("", "margin"), shape.formatted("", "absent")},
                        {
                            shape.formatted("(filter: 'margin > 1')", "name"),
                            shape.formatted("(filter: 'absent > 1')", "name")
                        },
                        {
                            "subscription { vault_changes { type } }",
                            "subscription { absent_changes { type } }"
                        }
                    }) {
                String hidden = "hidden" + number;
                String absent = "absent" + number++;
                client.subscribe(hidden, hiddenAndAbsent[0]);
                client.subscribe(absent, hiddenAndAbsent[1]);
                assertThat(message(client, hidden).replace("margin", "X").replace("vault", "X"))
                        .isEqualTo(message(client, absent).replace("absent", "X"));
            }
            client.listen("1", HEAR_ALL);
            ann.create(DEALS, "{'name': 'south', 'region': 'south'}");
            String seen = ann.create(DEALS, "{'name': 'north', 'region': 'north'}");
            client.awaitChange("1", "created");
            ann.patch(DEALS + "/" + seen, "{'region': 'south', 'name': 'hidden by now'}");
            JsonNode gone = client.awaitChange("1", "gone");
            assertThat(gone.get("id").textValue()).isEqualTo(seen);
            assertThat(gone.get("record").isNull()).isTrue();
            assertThat(client.changes("1")).hasSize(2);
            assertThat(client.messages().toString()).doesNotContain("hidden by now");
        }
    }

    private static String message(GraphClient client, String id) {
        return client.await("error", id).at("/payload/0/message").textValue();
    }

    @Test
    void aFilterAndOneRecordNarrowWhatIsHeard() {
        String one = ann.create(DEALS, "{'name': 'one', 'region': 'east'}");
        try (GraphClient client = GraphClient.of(ann)) {
            client.listen(
                    "1",
                    "subscription { deal_changes(filter: 'region == \\\"east\\\"') { type id } }");
            client.listen(
                    "2", "subscription { deal_changes(id: '%s') { type id } }".formatted(one));
            ann.create(DEALS, "{'name': 'two', 'region': 'west'}");
            ann.patch(DEALS + "/" + one, "{'region': 'west'}");
            client.awaitChange("1", "gone");
            client.awaitChange("2", "changed");
            assertThat(client.changes("1")).hasSize(1);
            assertThat(client.changes("2")).hasSize(1);
        }
    }

    @Test
    void whoComesBackHearsWhatTheyMissed() {
        String last;
        try (GraphClient client = GraphClient.of(ann)) {
            client.listen("1", HEAR);
            ann.create(DEALS, "{'name': 'heard'}");
            last = client.awaitChange("1", "created").get("event").textValue();
        }
        String missed = ann.create(DEALS, "{'name': 'missed'}");
        try (GraphClient client = GraphClient.of(ann)) {
            client.listen(
                    "1",
                    "subscription { deal_changes(since: '%s') { event type id } }".formatted(last));
            assertThat(client.changes("1"))
                    .extracting(change -> change.get("id").textValue())
                    .containsExactly(missed);
            client.subscribe("2", "subscription { deal_changes(since: 'x') { type } }");
            client.awaitChange("2", "reset");
        }
        try (GraphClient client = GraphClient.of(other)) {
            client.subscribe(
                    "1", "subscription { deal_changes(since: '%s') { type } }".formatted(last));
            client.awaitChange("1", "reset");
        }
    }

    @Test
    void aRightThatIsWithdrawnIsGoneWithinTwoSeconds() throws Exception {
        ApiClient carl = user("carl");
        try (GraphClient client = GraphClient.of(carl)) {
            client.listen("1", HEAR_ALL);
            ann.create(DEALS, "{'name': 'seen', 'region': 'north'}");
            client.awaitChange("1", "created");
            assertThat(ann.patch("/api/v1/users/" + userId, "{'roles': []}").status())
                    .isEqualTo(200);
            Thread.sleep(2_000);
            try (GraphClient witness = GraphClient.of(ann)) {
                witness.listen("1", HEAR);
                ann.create(DEALS, "{'name': 'not seen', 'region': 'north'}");
                witness.awaitChange("1", "created");
            }
            ann.patch("/api/v1/users/" + userId, "{'roles': ['north']}");
            Thread.sleep(2_000);
            ann.create(DEALS, "{'name': 'seen again', 'region': 'north'}");
            ApiClient.await(() -> client.messages().toString().contains("seen again"));
            assertThat(client.messages().toString()).doesNotContain("not seen");
        }
    }

    @Test
    void aSessionThatEndsTakesItsConnectionWithIt() {
        ApiClient session = platform.signIn(slug);
        GraphClient client = GraphClient.of(session);
        client.listen("1", HEAR);
        session.post("/api/v1/auth/logout", "{}");
        client.awaitClosed(4401);
        ApiClient idle = platform.signIn(slug);
        GraphClient nothingUnderWay = GraphClient.of(idle);
        idle.post("/api/v1/auth/logout", "{}");
        nothingUnderWay.awaitClosed(4401);
        ApiClient.await(() -> platform.context.getBean(LiveChanges.class).open() == 0);
    }

    @Test
    void whatIsCompletedIsHeardNoMoreAndItsIdIsFree() {
        try (GraphClient client = GraphClient.of(ann)) {
            client.listen("1", HEAR);
            client.send("{'id': '1', 'type': 'complete'}");
            ApiClient.await(() -> platform.context.getBean(LiveChanges.class).open() == 0);
            ann.create(DEALS, "{'name': 'after'}");
            client.listen("2", HEAR);
            assertThat(client.changes("1")).isEmpty();
            client.subscribe("1", "{ deal_list(first: 1) { nodes { id } } }");
            client.await("complete", "1");
        }
    }

    @Test
    void queriesAndMutationsAreAnsweredTooAndNothingHappensTwice() {
        try (GraphClient client = GraphClient.of(ann)) {
            client.subscribe("1", "mutation { deal_create(values: {name: 'written'}) { name } }");
            assertThat(client.await("next", "1").at("/payload/data/deal_create/name").textValue())
                    .isEqualTo("written");
            client.await("complete", "1");
            client.subscribe(
                    "2", "{ deal_list(filter: 'name == \\\"written\\\"') { totalCount } }");
            assertThat(
                            client.await("next", "2")
                                    .at("/payload/data/deal_list/totalCount")
                                    .intValue())
                    .isEqualTo(1);
            client.subscribe("3", "{ absent }");
            assertThat(client.refusal("3")).isEqualTo("invalid_query");
            client.send("{'type': 'ping'}");
            client.await("pong", null);
        }
    }

    @Test
    void whoIsNobodyIsLetGo() {
        GraphClient wrong = stranger();
        wrong.init("x.y.z");
        wrong.awaitClosed(4401);
        GraphClient none = stranger();
        none.send("{'type': 'connection_init'}");
        none.awaitClosed(4401);
        GraphClient early = stranger();
        early.subscribe("1", HEAR);
        early.awaitClosed(4401);
        assertThat(early.messages()).isEmpty();
        GraphClient silent = stranger();
        assertThat(silent.awaitClosed(4408)).contains("3 seconds");
    }

    @Test
    void anApiKeyHearsOfTheObjectsItWasMadeFor() {
        String key =
                ann.post("/api/v1/api-keys", "{'name': 'k', 'scopes': ['read:account']}")
                        .json()
                        .get("key")
                        .textValue();
        try (GraphClient client = GraphClient.of(ann.withToken(key))) {
            client.listen("1", "subscription { account_changes { event type } }");
            client.subscribe("2", HEAR);
            assertThat(client.refusal("2")).isEqualTo("scope_missing");
            client.subscribe(
                    "3",
                    "subscription { account_changes { record { deal_by_account { nodes { id } } } } }");
            assertThat(client.refusal("3")).isEqualTo("scope_missing");
        }
    }

    @Test
    void whatIsNoMessageEndsTheConnection() {
        for (String message :
                new String[] {
                    "x", "[]", "{}", "{'type': 'start'}", "{'type': 'subscribe', 'payload': {}}"
                }) {
            GraphClient client = GraphClient.of(ann);
            client.send(message);
            assertThat(client.awaitClosed(4400)).as(message).startsWith("Invalid message");
        }
        GraphClient twice = GraphClient.of(ann);
        twice.init(ann.token());
        twice.awaitClosed(4429);
        GraphClient same = GraphClient.of(ann);
        same.listen("1", HEAR);
        same.subscribe("1", HEAR);
        same.awaitClosed(4409);
        GraphClient.connect(platform.url(), null).awaitClosed(4406);
        GraphClient.connect(platform.url(), "graphql-ws").awaitClosed(4406);
    }

    @Test
    void depthCostAndTheNumberOfOperationsAreBounded() {
        try (GraphClient client = GraphClient.of(ann)) {
            client.subscribe(
                    "costly",
                    "subscription { deal_changes { record { account { deal_by_account(first: 500) { nodes { account { deal_by_account(first: 500) { nodes { id } } } } } } } } }");
            assertThat(
                            client.await("error", "costly")
                                    .at("/payload/0/extensions/errors/0/code")
                                    .textValue())
                    .isEqualTo("too_costly");
            String deep = "id";
            for (int i = 0; i < 6; i++) {
                deep = "account { deal_by_account(first: 1) { nodes { " + deep + " } } }";
            }
            client.subscribe("deep", "subscription { deal_changes { record { " + deep + " } } }");
            assertThat(
                            client.await("error", "deep")
                                    .at("/payload/0/extensions/errors/0/code")
                                    .textValue())
                    .isEqualTo("too_deep");
            client.subscribe(
                    "two", "subscription { deal_changes { type } account_changes { type } }");
            assertThat(client.refusal("two")).isEqualTo("invalid_query");
            for (int i = 0; i < 50; i++) {
                client.listen("n" + i, HEAR);
            }
            client.subscribe("more", HEAR);
            assertThat(client.refusal("more")).isEqualTo("too_many_streams");
            assertThat(message(client, "more")).contains("50");
            client.send("{'id': 'n0', 'type': 'complete'}");
            client.listen("again", HEAR);
        }
    }

    @Test
    void aUserHasAsManyConnectionsAsAreAllowed() {
        ApiClient dora = user("dora");
        GraphClient[] four = new GraphClient[4];
        for (int i = 0; i < four.length; i++) {
            four[i] = GraphClient.of(dora);
        }
        GraphClient fifth = stranger();
        fifth.init(dora.token());
        assertThat(fifth.awaitClosed(1013)).contains("4");
        four[0].close();
        ApiClient.await(() -> {
            GraphClient next = stranger();
            next.init(dora.token());
            ApiClient.await(() -> !next.messages().isEmpty() || next.isClosed());
            boolean taken = !next.messages().isEmpty();
            next.close();
            return taken;
        });
        for (GraphClient one : four) {
            one.close();
        }
    }

    private Socket upgraded(int received) throws IOException {
        return upgraded(received, "Host: localhost");
    }

    private Socket upgraded(int received, String headers) throws IOException {
        URI url = URI.create(platform.url());
        Socket socket = new Socket();
        if (received > 0) {
            socket.setReceiveBufferSize(received);
        }
        socket.connect(new InetSocketAddress(url.getHost(), url.getPort()));
        socket.setSoTimeout(20_000);
        String head =
                RawSocket.upgrade(
                        socket,
                        "/graphql-ws",
                        headers + "\r\nSec-WebSocket-Protocol: graphql-transport-ws");
        assertThat(head)
                .startsWith("HTTP/1.1 101")
                .containsIgnoringCase("sec-websocket-protocol: graphql-transport-ws");
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        RawSocket.write(socket, text.replace('\'', '"'));
    }

    private void init(Socket socket) throws IOException {
        write(
                socket,
                "{'type': 'connection_init', 'payload': {'authorization': 'Bearer %s'}}"
                        .formatted(ann.token()));
    }

    /** Reads frames to the one that closes; gives its code and its reason. */
    private static String closing(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int head = in.readUnsignedByte();
            long length = in.readUnsignedByte();
            length =
                    length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] payload = in.readNBytes((int) length);
            if (head == 0x88) {
                return ByteBuffer.wrap(payload).getShort()
                        + " "
                        + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
            }
        }
    }

    /** The tenant names no site, so only the pages of the platform itself come in. */
    @Test
    void pagesOfOtherSitesAreNotLetIn() throws IOException {
        String headers = "Host: armature.example\r\nOrigin: https://evil.example";
        try (Socket socket = upgraded(0, headers)) {
            init(socket);
            assertThat(closing(socket)).startsWith("4403").contains("https://evil.example");
        }
        try (Socket socket = upgraded(0, headers.replace("evil", "armature"))) {
            init(socket);
            byte[] acknowledged = socket.getInputStream().readNBytes(27);
            assertThat(new String(acknowledged, StandardCharsets.UTF_8)).contains("connection_ack");
        }
    }

    @Test
    void aFrameOfAHundredMegabytesIsRefusedWithTheLimit() throws IOException {
        try (Socket socket = upgraded(0)) {
            RawSocket.announce(socket, 100L * 1024 * 1024);
            assertThat(closing(socket)).startsWith("1009").contains("65536");
        }
    }

    /** It reads what comes, but nobody answers: as where the way to a client has broken. */
    @Test
    void whoDoesNotAnswerPingsIsLetGo() throws IOException {
        try (Socket socket = upgraded(0)) {
            init(socket);
            assertThat(closing(socket)).isEqualTo("4408 Pings were not answered");
        }
    }

    @Test
    void whoAsksForMoreThanTheyTakeIsLetGo() throws IOException {
        String id =
                ann.create(DEALS, "{'name': 'large', 'body': '%s'}".formatted("x".repeat(50_000)));
        StringBuilder query = new StringBuilder("{");
        for (int i = 0; i < 100; i++) {
            query.append(" a%d: deal(id: '%s') { body }".formatted(i, id));
        }
        ObjectNode message = Json.object().put("type", "subscribe");
        message.putObject("payload").put("query", (query + "}").replace('\'', '"'));
        try (Socket socket = upgraded(4_096)) {
            init(socket);
            byte[] acknowledged = socket.getInputStream().readNBytes(27);
            assertThat(new String(acknowledged, StandardCharsets.UTF_8)).contains("connection_ack");
            for (int i = 0; i < 3; i++) {
                write(socket, Json.write(message.put("id", "q" + i)));
            }
            assertThat(closing(socket)).startsWith("4000").contains("1048576");
        }
    }
}
