package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.engine.identity.KeyRotation;
import dev.armature.engine.identity.MasterKey;
import dev.armature.engine.operator.OperatorKeys;
import dev.armature.metadata.json.Json;
import dev.armature.testing.EveryHome;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Others are told of changes by webhooks: signed, in order, again until they take it, and never of
 * more than the maker of the webhook sees.
 */
@EveryHome
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookTest {

    private static final String WEBHOOKS = "/api/v1/webhooks";
    private static final String NOTES = "/api/v1/records/note";
    private static final Map<String, Object> LOOPBACK =
            Map.of("armature.outbound.hosts", "localhost");

    private final TestPlatform platform = new TestPlatform(Clock.systemUTC(), LOOPBACK);
    private final List<Receiver> receivers = new ArrayList<>();
    private Receiver receiver;
    private ApiClient ann;
    private String slug;

    @BeforeEach
    void open() {
        receiver = receiver();
        ann = tenant();
        slug = ann.me("/tenant/slug");
    }

    @AfterEach
    void closeReceivers() {
        receivers.forEach(Receiver::close);
        receivers.clear();
        // Nobody hears of what is left.
        platform.update("delete from webhook");
    }

    @AfterAll
    void close() {
        platform.close();
    }

    private Receiver receiver() {
        Receiver one = new Receiver();
        receivers.add(one);
        return one;
    }

    private ApiClient tenant() {
        ApiClient client = platform.newTenant();
        for (String object : List.of("note", "other")) {
            client.object(
                    "{'name': '%s', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'phone', 'type': 'text'}, {'name': 'region', 'type': 'text'}]}"
                            .formatted(object));
        }
        return client;
    }

    private static String note(ApiClient client, String name) {
        return client.create(NOTES, "{'name': '%s', 'region': 'north'}".formatted(name));
    }

    private static void rename(ApiClient client, String note, String name) {
        assertThat(client.patch(NOTES + "/" + note, "{'name': '%s'}".formatted(name)).status())
                .isEqualTo(200);
    }

    /** A webhook, and the secret that is shown once. */
    private record Hook(String id, String secret) {
        String path() {
            return WEBHOOKS + "/" + id;
        }
    }

    private static Hook hook(ApiClient by, String url, String more) {
        ApiClient.Answer made =
                by.post(WEBHOOKS, "{'name': 'Hook', 'url': '%s'%s}".formatted(url, more));
        assertThat(made.status()).as(made.toString()).isEqualTo(201);
        return new Hook(made.id(), made.json().get("secret").textValue());
    }

    private Hook hook(String more) {
        return hook(ann, receiver.url(), more);
    }

    private List<JsonNode> deliveries(Hook hook) {
        List<JsonNode> all = new ArrayList<>();
        ann.get(hook.path() + "/deliveries").json().get("data").forEach(all::add);
        return all.reversed();
    }

    private List<String> states(Hook hook) {
        return deliveries(hook).stream().map(one -> one.get("state").textValue()).toList();
    }

    private void awaitStates(Hook hook, String... states) {
        ApiClient.await(() -> states(hook).equals(List.of(states)));
    }

    /** What waits is tried now, and not when it is due. */
    private void hurry(Hook hook) {
        platform.update(
                "update webhook_delivery set next_attempt_at = now() where state = 'pending' and webhook_id = '"
                        + hook.id
                        + "'");
        set(hook, "due_at = now(), not_before = null");
    }

    private void set(Hook hook, String what) {
        platform.update("update webhook set " + what + " where id = '" + hook.id + "'");
    }

    private String number(Hook hook, String what) {
        return platform.rows("select %s from webhook where id = '%s'".formatted(what, hook.id))
                .getFirst();
    }

    private void awaitAttempts(Hook hook, int attempts) {
        ApiClient.await(() -> {
            List<JsonNode> all = deliveries(hook);
            return !all.isEmpty()
                    && all.getFirst().get("attempts").intValue() == attempts
                    && number(hook, "leased_until") == null;
        });
    }

    private String admin(String name) {
        return ann.create(
                "/api/v1/users",
                "{'name': '%s', 'email': '%s@%s.example', 'password': 'a long password', 'roles': ['administrator']}"
                        .formatted(name, name, slug));
    }

    private ApiClient in(String name) {
        return platform.signIn(slug, name + "@" + slug + ".example", "a long password");
    }

    // What is told

    @Test
    void aChangeIsToldWithASignatureThatAnybodyCanCheck() {
        Hook hook = hook("");
        String id = note(ann, "first");

        Receiver.Call call = receiver.await(1);
        assertThat(call.isSignedBy(hook.secret)).isTrue();
        assertThat(call.isSignedBy("whsec_AAAA")).isFalse();
        assertThat(Math.abs(Long.parseLong(call.timestamp()) * 1000 - System.currentTimeMillis()))
                .isLessThan(Duration.ofMinutes(5).toMillis());
        assertThat(call.type()).isEqualTo("note.created");
        JsonNode data = call.json().get("data");
        assertThat(data.get("object").textValue()).isEqualTo("note");
        assertThat(data.get("id").textValue()).isEqualTo(id);
        assertThat(data.get("version").intValue()).isEqualTo(1);
        assertThat(data.at("/record/name").textValue()).isEqualTo("first");
        assertThat(data.get("event").textValue()).isEqualTo(call.id());
        assertThat(call.json().get("timestamp").textValue()).isEqualTo(data.get("at").textValue());
        awaitStates(hook, "delivered");
        JsonNode delivery = deliveries(hook).getFirst();
        assertThat(delivery.get("messageId").textValue()).isEqualTo(call.id());
        assertThat(delivery.get("status").intValue()).isEqualTo(204);
        assertThat(delivery.get("record").textValue()).isEqualTo(id);
    }

    @Test
    void everythingThatBecomesOfARecordIsToldInOrder() {
        hook(", 'objects': ['note']");
        ann.create("/api/v1/records/other", "{'name': 'not asked for'}");
        String id = note(ann, "a");
        receiver.await(1);
        rename(ann, id, "b");
        receiver.await(2);
        ann.delete(NOTES + "/" + id);
        receiver.await(3);
        ann.post(NOTES + "/" + id + "/restore", "{}");
        receiver.await(4);

        assertThat(receiver.told())
                .containsExactly(
                        "note.created a", "note.updated b", "note.deleted", "note.restored b");
        assertThat(new HashSet<>(receiver.ids())).hasSize(4);
    }

    @Test
    void itIsToldOnlyWhatWasAskedFor() {
        Hook hook =
                hook(
                        ", 'objects': ['note'], 'operations': ['update', 'create'], 'filter': 'region == \\\"north\\\"'");
        ann.create(NOTES, "{'name': 'south', 'region': 'south'}");
        String id = note(ann, "north");
        receiver.await(1);
        ann.patch(NOTES + "/" + id, "{'region': 'south'}");
        receiver.await(2);
        ann.delete(NOTES + "/" + id);
        note(ann, "last");
        receiver.await(3);

        assertThat(receiver.told())
                .containsExactly("note.created north", "note.gone", "note.created last");
        awaitStates(hook, "skipped", "delivered", "delivered", "delivered");
    }

    @Test
    void whatHappensInAnotherTenantIsNotTold() {
        Hook hook = hook("");
        ApiClient other = tenant();
        note(other, "not yours");
        note(ann, "yours");
        receiver.await(1);

        assertThat(receiver.told()).containsExactly("note.created yours");
        assertThat(other.get(WEBHOOKS).json().get("data")).isEmpty();
        for (String path : List.of("", "/deliveries")) {
            assertThat(other.get(hook.path() + path).code()).isEqualTo("not_found");
        }
        for (String path :
                List.of(
                        "/ping",
                        "/secret",
                        "/deliveries/"
                                + deliveries(hook).getFirst().get("id").textValue()
                                + "/replay")) {
            assertThat(other.post(hook.path() + path, "").code()).isEqualTo("not_found");
        }
        assertThat(other.patch(hook.path(), "{'name': 'x'}").code()).isEqualTo("not_found");
        assertThat(other.delete(hook.path()).code()).isEqualTo("not_found");
        assertThat(ann.get(hook.path()).status()).isEqualTo(200);
    }

    // Those who do not take it

    @Test
    void laterChangesOfARecordWaitForEarlierOnesAndOthersDoNot() {
        Set<String> taken = ConcurrentHashMap.newKeySet();
        receiver.answers =
                call -> {
                    boolean broken =
                            !taken.contains("mended")
                                    && call.json().at("/data/version").intValue() == 1
                                    && call.body().contains("poison");
                    return Receiver.Reply.of(broken ? 500 : 200);
                };
        Hook hook = hook("");
        String id = note(ann, "poison");
        receiver.await(1);
        rename(ann, id, "poison again");
        note(ann, "other");
        ApiClient.await(() -> receiver.told().contains("note.created other"));

        assertThat(receiver.told()).noneMatch(told -> told.startsWith("note.updated"));
        awaitStates(hook, "pending", "pending", "delivered");
        taken.add("mended");
        hurry(hook);
        awaitStates(hook, "delivered", "delivered", "delivered");
        List<String> ofRecord =
                receiver.calls().stream()
                        .filter(call -> call.body().contains(id))
                        .map(Receiver.Call::type)
                        .distinct()
                        .toList();
        assertThat(ofRecord).containsExactly("note.created", "note.updated");
        assertThat(receiver.calls().getLast().type()).isEqualTo("note.updated");
    }

    @Test
    void whatIsNotTakenIsTriedAgainUnderTheSameIdAndSignedAnew() {
        receiver.answers = call -> new Receiver.Reply(500, "bro\u0000ken\r\n\u202e<b>", Map.of());
        Hook hook = hook("");
        note(ann, "a");
        awaitAttempts(hook, 1);
        JsonNode failed = deliveries(hook).getFirst();
        assertThat(failed.get("state").textValue()).isEqualTo("pending");
        assertThat(failed.get("status").intValue()).isEqualTo(500);
        assertThat(failed.get("answer").textValue()).isEqualTo("bro ken <b>");
        assertThat(failed.get("nextAttemptAt").isNull()).isFalse();
        assertThat(ann.get(hook.path()).json().get("failingSince").isNull()).isFalse();

        receiver.answers = call -> Receiver.Reply.of(200);
        hurry(hook);
        awaitStates(hook, "delivered");
        assertThat(new HashSet<>(receiver.ids())).hasSize(1);
        assertThat(receiver.calls().getLast().isSignedBy(hook.secret)).isTrue();
        assertThat(ann.get(hook.path()).json().get("failingSince").isNull()).isTrue();
    }

    @Test
    void aReceiverIsLeftAloneForAsLongAsItAsksWithinADay() {
        receiver.answers = call -> new Receiver.Reply(503, "", Map.of("Retry-After", "3000"));
        Hook hook = hook("");
        note(ann, "a");
        awaitAttempts(hook, 1);
        assertThat(number(hook, "not_before > now() + interval '45 minutes'")).isEqualTo("t");
        assertThat(number(hook, "due_at > now() + interval '45 minutes'")).isEqualTo("t");
        note(ann, "another waits too");
        ApiClient.await(() -> states(hook).size() == 2);

        receiver.answers = call -> new Receiver.Reply(429, "", Map.of("Retry-After", "999999999"));
        platform.update("update webhook_delivery set next_attempt_at = now() where attempts = 1");
        set(hook, "due_at = now(), not_before = null");
        awaitAttempts(hook, 2);
        assertThat(
                        number(
                                hook,
                                "not_before between now() + interval '23 hours' and now() + interval '24 hours'"))
                .isEqualTo("t");
    }

    @Test
    void afterTheLastAttemptItIsGivenUpAndWhatComesAfterGoesOn() {
        receiver.answers =
                call -> Receiver.Reply.of(call.type().equals("note.created") ? 500 : 200);
        Hook hook = hook("");
        String id = note(ann, "a");
        awaitAttempts(hook, 1);
        rename(ann, id, "b");
        ApiClient.await(() -> states(hook).size() == 2);
        platform.update(
                "update webhook_delivery set attempts = 10 where operation = 'create' and webhook_id = '"
                        + hook.id
                        + "'");
        hurry(hook);
        awaitStates(hook, "failed", "delivered");
        assertThat(deliveries(hook).getFirst().get("attempts").intValue()).isEqualTo(11);
    }

    @Test
    void whoeverAnswersThatTheyAreGoneIsToldNothingAnyMore() {
        receiver.answers = call -> Receiver.Reply.of(410);
        Hook hook = hook("");
        note(ann, "a");
        ApiClient.await(() -> !ann.get(hook.path()).json().get("active").booleanValue());
        assertThat(ann.get(hook.path()).json().get("stopped").textValue()).isEqualTo("gone");
        note(ann, "b");
        assertStopped(hook, "gone");
        assertThat(ann.post(hook.path() + "/ping", "").code()).isEqualTo("state_conflict");
        assertThat(states(hook)).containsExactly("failed");

        receiver.answers = call -> Receiver.Reply.of(200);
        ApiClient.Answer on = ann.patch(hook.path(), "{'active': true}");
        assertThat(on.json().get("stopped").isNull()).isTrue();
        note(ann, "c");
        ApiClient.await(() -> receiver.told().contains("note.created c"));
        assertThat(receiver.told()).containsExactly("note.created a", "note.created c");
    }

    private void assertStopped(Hook hook, String reason) {
        JsonNode entry = ann.get("/api/v1/audit?kind=webhook.stopped").json().get("data").get(0);
        assertThat(entry.get("subject").textValue()).isEqualTo(hook.id);
        assertThat(entry.at("/detail/reason").textValue()).isEqualTo(reason);
        ApiClient.await(() ->
                platform.mail.to("ann@%s.example".formatted(slug)).stream()
                        .anyMatch(letter -> letter.text().contains("the webhook \"Hook\"")));
    }

    @Test
    void whoeverTakesNothingForDaysIsSwitchedOff() {
        receiver.answers = call -> Receiver.Reply.of(500);
        Hook hook = hook("");
        note(ann, "a");
        awaitAttempts(hook, 1);
        set(hook, "failing_since = now() - interval '4 days 23 hours'");
        hurry(hook);
        awaitAttempts(hook, 2);
        assertThat(ann.get(hook.path()).json().get("active").booleanValue()).isTrue();
        set(hook, "failing_since = now() - interval '5 days 1 minute'");
        hurry(hook);
        ApiClient.await(() -> !ann.get(hook.path()).json().get("active").booleanValue());
        assertStopped(hook, "failing");
    }

    @Test
    void whoeverHasTooMuchWaitingIsSwitchedOff() {
        receiver.answers = call -> Receiver.Reply.of(500);
        Hook hook = hook("");
        platform.update(
                """
                insert into webhook_delivery (tenant_id, webhook_id, id, operation, event_at, next_attempt_at)
                select w.tenant_id, w.id, gen_random_uuid(), 'ping', now(), 'infinity' from webhook w, generate_series(1, 100001) where w.id = '%s'
                """
                        .formatted(hook.id));
        note(ann, "a");
        ApiClient.await(() -> !ann.get(hook.path()).json().get("active").booleanValue());
        assertStopped(hook, "too_many_waiting");
    }

    @Test
    void aSlowReceiverDelaysNobodyElse() throws Exception {
        CountDownLatch hangs = new CountDownLatch(4);
        CountDownLatch release = new CountDownLatch(1);
        Receiver slow = receiver();
        slow.answers =
                call -> {
                    hangs.countDown();
                    awaitQuietly(release);
                    return Receiver.Reply.of(200);
                };
        for (int i = 0; i < 6; i++) {
            hook(ann, slow.url(), "");
        }
        note(ann, "slow");
        hangs.await();

        ApiClient other = tenant();
        hook(other, receiver.url(), "");
        for (int i = 0; i < 20; i++) {
            note(other, "fast" + i);
        }
        receiver.await(20);
        // Of one tenant no more than these have a turn on a node.
        int turns =
                Integer.parseInt(
                        platform.rows(
                                        "select count(*) from webhook w join tenant t on t.tenant_id = w.tenant_id where t.slug = '%s' and w.leased_until > now()"
                                                .formatted(slug))
                                .getFirst());
        assertThat(turns).isBetween(1, 4);
        release.countDown();
        slow.await(6);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // Seen, and done once more

    @Test
    void aDeliveryCanBeReplayedUnderTheSameId() {
        Hook hook = hook("");
        String id = note(ann, "a");
        awaitStates(hook, "delivered");
        rename(ann, id, "b");
        awaitStates(hook, "delivered", "delivered");
        String first = deliveries(hook).getFirst().get("id").textValue();

        ApiClient.Answer replayed = ann.post(hook.path() + "/deliveries/" + first + "/replay", "");
        assertThat(replayed.status()).isEqualTo(202);
        Receiver.Call again = receiver.await(3);
        assertThat(again.type()).isEqualTo("note.created");
        assertThat(again.id()).isEqualTo(receiver.ids().getFirst());
        awaitStates(hook, "delivered", "delivered");
        assertThat(ann.post(hook.path() + "/deliveries/" + hook.id + "/replay", "").code())
                .isEqualTo("not_found");
    }

    @Test
    void aPingIsSentOnceAndTellsOfNothing() {
        Hook hook = hook("");
        ApiClient.Answer ping = ann.post(hook.path() + "/ping", "");
        assertThat(ping.status()).isEqualTo(202);
        Receiver.Call call = receiver.await(1);
        assertThat(call.type()).isEqualTo("webhook.ping");
        assertThat(call.id()).isEqualTo(ping.json().get("messageId").textValue());
        assertThat(call.isSignedBy(hook.secret)).isTrue();

        receiver.answers = other -> Receiver.Reply.of(500);
        ann.post(hook.path() + "/ping", "");
        awaitStates(hook, "delivered", "failed");
    }

    @Test
    void deliveriesAreListedPageByPage() {
        Hook hook = hook("");
        for (int i = 0; i < 5; i++) {
            note(ann, "n" + i);
        }
        awaitStates(hook, "delivered", "delivered", "delivered", "delivered", "delivered");
        Set<String> seen = new HashSet<>();
        String cursor = "";
        int pages = 0;
        do {
            JsonNode page =
                    ann.get(hook.path() + "/deliveries?limit=2&state=delivered" + cursor).json();
            page.get("data").forEach(one -> seen.add(one.get("record").textValue()));
            cursor = "&cursor=" + page.at("/page/next").textValue();
            pages++;
        } while (!cursor.endsWith("null"));
        assertThat(seen).hasSize(5);
        assertThat(pages).isEqualTo(3);
        assertThat(ann.get(hook.path() + "/deliveries?state=failed").json().get("data")).isEmpty();
        assertThat(ann.get(hook.path() + "/deliveries?state=x").code()).isEqualTo("invalid_query");
        assertThat(ann.get(hook.path() + "/deliveries?limit=201").code())
                .isEqualTo("invalid_query");
        assertThat(ann.get(hook.path() + "/deliveries?cursor=x").code())
                .isEqualTo("invalid_cursor");
    }

    @Test
    void oldDeliveriesAreForgotten() {
        Hook hook = hook("");
        note(ann, "a");
        awaitStates(hook, "delivered");
        platform.sweepIn(Duration.ofDays(29));
        assertThat(deliveries(hook)).hasSize(1);
        platform.sweepIn(Duration.ofDays(31));
        assertThat(deliveries(hook)).isEmpty();
    }

    // Rights

    private static final String SALES =
            "{'name': 'sales', 'objects': {'note': {'read': true, 'when': 'region == \\\"north\\\"', 'fields': {'phone': {'mask': true}}}}}";

    @Test
    void itSeesWhatItsMakerSeesWhenItIsDelivered() {
        ann.create("/api/v1/roles", SALES);
        String bob = admin("bob");
        hook(in("bob"), receiver.url(), "");
        String id = ann.create(NOTES, "{'name': 'a', 'phone': '12345678', 'region': 'north'}");
        assertThat(receiver.await(1).body()).contains("12345678");

        ann.patch("/api/v1/users/" + bob, "{'roles': ['sales']}");
        ann.patch(NOTES + "/" + id, "{'phone': '87654321'}");
        Receiver.Call masked = receiver.await(2);
        assertThat(masked.type()).isEqualTo("note.updated");
        assertThat(masked.body()).doesNotContain("87654321", "12345678");
        ann.create(NOTES, "{'name': 'hidden', 'region': 'south'}");
        ann.create("/api/v1/records/other", "{'name': 'of an object that they do not see'}");
        ann.patch(NOTES + "/" + id, "{'region': 'south'}");
        assertThat(receiver.await(3).told()).isEqualTo("note.gone");
        assertThat(receiver.await(3).body()).doesNotContain("south");
        note(ann, "seen");
        assertThat(receiver.await(4).told()).isEqualTo("note.created seen");
    }

    @Test
    void aRightThatIsWithdrawnWhileSomethingWaitsIsGoneFromWhatWaits() {
        ann.create("/api/v1/roles", SALES);
        String bob = admin("bob");
        receiver.answers = call -> Receiver.Reply.of(500);
        Hook hook = hook(in("bob"), receiver.url(), "");
        ann.create(NOTES, "{'name': 'a', 'region': 'south'}");
        awaitAttempts(hook, 1);
        ann.patch("/api/v1/users/" + bob, "{'roles': ['sales']}");
        hurry(hook);
        awaitStates(hook, "skipped");
        assertThat(receiver.calls()).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void nothingIsToldForWhoeverIsSwitchedOff() {
        String bob = admin("bob");
        Hook hook = hook(in("bob"), receiver.url(), "");
        ann.patch("/api/v1/users/" + bob, "{'active': false}");
        note(ann, "a");
        awaitStates(hook, "skipped");
        assertThat(deliveries(hook).getFirst().get("error").textValue())
                .contains("may not sign in");
        assertThat(receiver.calls()).isEmpty();

        ApiClient.Answer taken = ann.patch(hook.path(), "{'name': 'Taken over'}");
        assertThat(taken.json().at("/maker/id").textValue()).isEqualTo(ann.me("/user/id"));
        note(ann, "b");
        assertThat(receiver.await(1).told()).isEqualTo("note.created b");
    }

    @Test
    void whileATenantIsSuspendedNothingGoesOut() {
        ApiClient operator =
                platform.stranger()
                        .withToken(OperatorKeys.create(platform.database.owner(), "Olga"));
        String at = "/api/operator/v1/tenants/" + ann.me("/tenant/id");
        receiver.answers = call -> Receiver.Reply.of(500);
        Hook hook = hook("");
        note(ann, "a");
        awaitAttempts(hook, 1);
        assertThat(operator.post(at + "/suspend", "{'reason': 'did not pay'}").status())
                .isEqualTo(200);
        int before = receiver.calls().size();
        hurry(hook);
        // Another tenant's comes after it, and is told.
        ApiClient other = tenant();
        Receiver others = receiver();
        hook(other, others.url(), "");
        note(other, "told");
        others.await(1);
        assertThat(receiver.calls()).hasSize(before);

        receiver.answers = call -> Receiver.Reply.of(200);
        assertThat(operator.send("POST", at + "/resume", null, null).status()).isEqualTo(200);
        ApiClient.await(() ->
                platform.rows(
                                "select state from webhook_delivery where webhook_id = '"
                                        + hook.id
                                        + "'")
                        .equals(List.of("delivered")));
    }

    @Test
    void onlyAdministratorsWhoAreSignedInHaveToDoWithWebhooks() {
        Hook hook = hook("");
        ann.create(
                "/api/v1/users",
                "{'name': 'cleo', 'email': 'cleo@%s.example', 'password': 'a long password', 'roles': ['user']}"
                        .formatted(slug));
        ApiClient cleo = in("cleo");
        ApiClient key =
                ann.withToken(
                        ann.post(
                                        "/api/v1/api-keys",
                                        "{'name': 'k', 'scopes': ['read', 'write', 'metadata']}")
                                .json()
                                .get("key")
                                .textValue());
        String body = "{'name': 'x', 'url': '%s'}".formatted(receiver.url());
        for (ApiClient nobody : List.of(cleo, key)) {
            String code = nobody == cleo ? "forbidden" : "scope_missing";
            assertThat(nobody.get(WEBHOOKS).code()).isEqualTo(code);
            assertThat(nobody.post(WEBHOOKS, body).code()).isEqualTo(code);
            assertThat(nobody.get(hook.path() + "/deliveries").code()).isEqualTo(code);
            assertThat(nobody.post(hook.path() + "/secret", "").code()).isEqualTo(code);
            assertThat(nobody.post(hook.path() + "/ping", "").code()).isEqualTo(code);
        }
    }

    // Secrets

    @Test
    void theSecretIsShownOnceAndNeverAgain() {
        Hook hook = hook("");
        String key = hook.secret.substring("whsec_".length());
        assertThat(key).hasSize(44);
        note(ann, "a");
        receiver.await(1);
        awaitStates(hook, "delivered");
        for (String path :
                List.of(WEBHOOKS, hook.path(), hook.path() + "/deliveries", "/api/v1/audit")) {
            assertThat(ann.get(path).body()).doesNotContain(key).doesNotContain("sealed");
        }
        assertThat(ann.patch(hook.path(), "{'name': 'Other'}").body()).doesNotContain(key);
        assertThat(platform.rows("select w::text from webhook w").toString()).doesNotContain(key);
        assertThat(platform.rows("select d::text from webhook_delivery d").toString())
                .doesNotContain(key);
    }

    @Test
    void bothSecretsSignForADayAfterOneIsReplaced() {
        Hook hook = hook("");
        ApiClient.Answer replaced = ann.post(hook.path() + "/secret", "");
        String fresh = replaced.json().get("secret").textValue();
        assertThat(replaced.header("Cache-Control")).isEqualTo("no-store");
        assertThat(replaced.json().get("previousSecretUntil").isNull()).isFalse();
        note(ann, "a");
        Receiver.Call both = receiver.await(1);
        assertThat(both.isSignedBy(hook.secret)).isTrue();
        assertThat(both.isSignedBy(fresh)).isTrue();

        assertThat(
                        number(
                                hook,
                                "before_until between now() + interval '23 hours' and now() + interval '24 hours'"))
                .isEqualTo("t");
        set(hook, "before_until = now()");
        note(ann, "b");
        Receiver.Call one = receiver.await(2);
        assertThat(one.isSignedBy(hook.secret)).isFalse();
        assertThat(one.isSignedBy(fresh)).isTrue();
        assertThat(ann.get(hook.path()).json().get("previousSecretUntil").isNull()).isTrue();
    }

    @Test
    void whatIsDoneToWebhooksIsNotedWithoutTheirAddresses() {
        Hook hook = hook(ann, receiver.url() + "?token=hidden", "");
        ann.patch(hook.path(), "{'active': false}");
        ann.post(hook.path() + "/secret", "");
        ann.delete(hook.path());
        String audit = ann.get("/api/v1/audit").body();
        assertThat(audit)
                .contains(
                        "webhook.created",
                        "webhook.changed",
                        "webhook_secret.replaced",
                        "webhook.deleted")
                .doesNotContain("token=hidden");
        assertThat(ann.get(WEBHOOKS).json().get("data")).isEmpty();
    }

    @Test
    void theSecretIsSealedAnewWithAnotherMasterKey() {
        byte[] other = new byte[MasterKey.LENGTH];
        other[0] = 1;
        TestPlatform stopped = new TestPlatform(Clock.systemUTC(), LOOPBACK);
        hook(stopped.tenantWithoutLetters("sealed"), receiver.url(), "");
        stopped.close();
        KeyRotation rotation =
                new KeyRotation(new MasterKey(new byte[MasterKey.LENGTH]), new MasterKey(other));
        assertThat(rotation.run(stopped.database.owner(), stopped.database.application().user()))
                .isEqualTo(1);
    }

    // Several nodes

    @Test
    void severalNodesTellEachChangeOnceAndInOrder() {
        hook("");
        try (TestPlatform second =
                new TestPlatform(platform.database, Clock.systemUTC(), LOOPBACK)) {
            ApiClient there = second.signIn(slug);
            List<String> notes = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                notes.add(note(i % 2 == 0 ? ann : there, "n" + i));
            }
            for (int i = 0; i < 3; i++) {
                for (String id : notes) {
                    rename(i % 2 == 0 ? there : ann, id, "v" + i);
                }
            }
            receiver.await(40);
            assertThat(new HashSet<>(receiver.ids())).hasSize(40);
            for (String id : notes) {
                assertThat(
                                receiver.calls().stream()
                                        .filter(call ->
                                                call.json().at("/data/id").textValue().equals(id))
                                        .map(call -> call.json().at("/data/version").intValue())
                                        .toList())
                        .containsExactly(1, 2, 3, 4);
            }
        }
    }

    @Test
    void whatADeadNodeHadInHandIsDeliveredByAnotherUnderTheSameId() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        receiver.answers =
                call -> {
                    if (begun.getCount() == 1) {
                        begun.countDown();
                        awaitQuietly(release);
                    }
                    return Receiver.Reply.of(200);
                };
        Hook hook = hook("");
        note(ann, "a");
        begun.await();
        // Nobody else takes it while the lease holds; then it is as if its node were dead.
        assertThat(number(hook, "leased_until > now() + interval '30 seconds'")).isEqualTo("t");
        try (TestPlatform second =
                new TestPlatform(platform.database, Clock.systemUTC(), LOOPBACK)) {
            assertThat(receiver.calls()).hasSize(1);
            set(hook, "leased_until = now(), due_at = now()");
            receiver.await(2);
            awaitStates(hook, "delivered");
            release.countDown();
            assertThat(new HashSet<>(receiver.ids())).hasSize(1);
            rename(second.signIn(slug), deliveries(hook).getFirst().get("record").textValue(), "b");
            receiver.await(3);
            awaitStates(hook, "delivered", "delivered");
            assertThat(deliveries(hook).getFirst().get("attempts").intValue()).isEqualTo(2);
        }
    }

    // Where they may lead

    @Test
    void anAddressThatIsNoneOfTheInternetIsNotCalled() {
        int port = receiver.port();
        for (String url :
                List.of(
                        "https://127.0.0.1:" + port + "/",
                        "https://[::1]:" + port + "/",
                        "https://[::ffff:127.0.0.1]:" + port + "/",
                        "https://169.254.169.254/latest/meta-data",
                        "https://10.0.0.1/")) {
            Hook hook = hook(ann, url, "");
            ann.post(hook.path() + "/ping", "");
            awaitStates(hook, "failed");
            assertThat(deliveries(hook).getFirst().get("error").textValue())
                    .as(url)
                    .contains("none of the internet");
        }
        assertThat(receiver.calls()).isEmpty();
    }

    @Test
    void nobodyIsSentOnFromOneReceiverToAnother() {
        Receiver inside = receiver();
        receiver.answers = call -> new Receiver.Reply(302, "", Map.of("Location", inside.url()));
        Hook hook = hook("");
        ann.post(hook.path() + "/ping", "");
        awaitStates(hook, "failed");
        assertThat(deliveries(hook).getFirst().get("status").intValue()).isEqualTo(302);
        assertThat(inside.calls()).isEmpty();
    }

    // How it is set up

    private List<String> refused(String body) {
        ApiClient.Answer answer = ann.post(WEBHOOKS, body);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(422);
        return answer.errors();
    }

    @Test
    void whatIsWrongIsToldAtOnce() {
        for (String url :
                List.of(
                        "http://hooks.example.com/",
                        "http://127.0.0.1:5432/",
                        "ftp://hooks.example.com/",
                        "https://user:password@hooks.example.com/",
                        "https:///path",
                        "no address",
                        "javascript:alert(1)")) {
            assertThat(refused("{'name': 'x', 'url': '%s'}".formatted(url)))
                    .as(url)
                    .containsExactly("/url invalid_url");
        }
        String good = "'name': 'x', 'url': 'https://hooks.example.com/'";
        assertThat(refused("{}")).containsExactly("/name required", "/url required");
        assertThat(refused("{" + good + ", 'objects': []}"))
                .containsExactly("/objects limit_exceeded");
        assertThat(refused("{" + good + ", 'objects': ['absent']}"))
                .contains("/objects/0 unknown_object");
        assertThat(refused("{" + good + ", 'operations': ['steal']}"))
                .containsExactly("/operations unknown_option");
        assertThat(refused("{" + good + ", 'operations': []}"))
                .containsExactly("/operations unknown_option");
        assertThat(refused("{" + good + ", 'filter': 'name == null'}"))
                .containsExactly("/filter one_object");
        assertThat(refused("{" + good + ", 'objects': ['note'], 'filter': 'absent == 1'}"))
                .containsExactly("/filter invalid_filter");
        assertThat(refused("{" + good + ", 'secret': 'x'}"))
                .containsExactly("/secret unknown_attribute");
        assertThat(ann.get(WEBHOOKS).json().get("data")).isEmpty();
    }

    @Test
    void aTenantHasTwentyAtMost() {
        for (int i = 0; i < 20; i++) {
            hook("");
        }
        ApiClient.Answer one =
                ann.post(WEBHOOKS, "{'name': 'x', 'url': '%s'}".formatted(receiver.url()));
        assertThat(one.code()).isEqualTo("state_conflict");
        assertThat(one.body()).contains("20");
    }

    @Test
    void whatIsChangedIsAsItIsRead() {
        Hook hook = hook(", 'objects': ['other', 'note'], 'operations': ['delete']");
        JsonNode before = ann.get(hook.path()).json();
        assertThat(before.get("objects").toString()).isEqualTo("[\"note\",\"other\"]");
        assertThat(before.get("operations").toString()).isEqualTo("[\"delete\"]");
        JsonNode after =
                ann.patch(hook.path(), "{'objects': null, 'name': 'Renamed', 'active': false}")
                        .json();
        assertThat(after.get("objects").isNull()).isTrue();
        assertThat(after.get("name").textValue()).isEqualTo("Renamed");
        assertThat(after.get("active").booleanValue()).isFalse();
        assertThat(after).isEqualTo(ann.get(hook.path()).json());
        assertThat(Json.write(after)).doesNotContain("secret\":");
        note(ann, "while it is off");
        ann.patch(hook.path(), "{'active': true, 'operations': ['create']}");
        note(ann, "on");
        receiver.await(1);
        assertThat(receiver.told()).containsExactly("note.created on");
    }
}
