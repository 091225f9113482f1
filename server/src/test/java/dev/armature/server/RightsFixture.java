package dev.armature.server;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A tenant whose salespeople see the accounts and deals of the north, and of these not all: the
 * fields {@code qqqmar} and {@code qqqdoc} are hidden from them, {@code phone} is masked, {@code
 * stage} is not theirs to change, and of the object {@code vault} they know nothing.
 */
final class RightsFixture {

    static final String DEALS = "/api/v1/records/deal";
    static final String ACCOUNTS = "/api/v1/records/account";

    /** A field that salespeople do not see, and one that is not there; equally far from others. */
    static final String HIDDEN = "qqqmar";

    static final String ABSENT = "qqqabs";

    static final String ROLE =
            """
            {'name': 'sales', 'objects': {
              'account': {'read': true, 'create': true, 'update': true, 'delete': true, 'bulk': true, 'import': true, 'export': true,
                'when': 'region == \\"north\\"', 'fields': {'qqqmar': {'read': false}}},
              'deal': {'read': true, 'create': true, 'update': true, 'delete': true, 'bulk': true, 'import': true, 'export': true,
                'when': 'region == \\"north\\"',
                'fields': {'qqqmar': {'read': false}, 'qqqdoc': {'read': false}, 'phone': {'mask': true}, 'stage': {'write': false}}}}}
            """;

    final ApiClient admin;
    final ApiClient bob;

    /** The numbers of all records, by their names. */
    final Map<String, String> accounts = new LinkedHashMap<>();

    final Map<String, String> deals = new LinkedHashMap<>();
    final String bobsId;
    String hiddenFile;
    String shownFile;
    String southernFile;

    RightsFixture(TestPlatform platform) {
        admin = platform.newTenant();
        objects();
        admin.create("/api/v1/roles", ROLE);
        String slug = admin.me("/tenant/slug");
        bobsId =
                admin.create(
                        "/api/v1/users",
                        "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['sales']}"
                                .formatted(slug));
        bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");
        records();
    }

    private void objects() {
        admin.object("{'name': 'vault', 'fields': [{'name': 'name', 'type': 'text'}]}");
        admin.object(
                """
                {'name': 'account', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text', 'indexed': true}, {'name': 'code', 'type': 'text', 'unique': true},
                  {'name': 'region', 'type': 'text', 'indexed': true}, {'name': 'qqqmar', 'type': 'text'}]}
                """);
        admin.object(
                """
                {'name': 'deal', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text'}, {'name': 'code', 'type': 'text', 'unique': true},
                  {'name': 'region', 'type': 'text', 'indexed': true, 'required': true},
                  {'name': 'amount', 'type': 'decimal', 'scale': 2, 'indexed': true},
                  {'name': 'stage', 'type': 'select', 'options': [{'value': 'new'}, {'value': 'won'}], 'default': '\\"new\\"'},
                  {'name': 'phone', 'type': 'text'}, {'name': 'doc', 'type': 'file'},
                  {'name': 'qqqmar', 'type': 'decimal', 'scale': 2, 'indexed': true, 'unique': true}, {'name': 'qqqdoc', 'type': 'file'},
                  {'name': 'account', 'type': 'reference', 'target': 'account'},
                  {'name': 'partners', 'type': 'references', 'target': 'account'},
                  {'name': 'keeper', 'type': 'reference', 'target': 'vault'},
                  {'name': 'rest', 'type': 'formula', 'returns': 'decimal', 'expression': 'amount - qqqmar'},
                  {'name': 'accountName', 'type': 'lookup', 'reference': 'account', 'field': 'name'}],
                 'views': [
                  {'name': 'open', 'columns': ['name', 'qqqmar', 'amount'], 'filter': 'amount >= 0', 'sort': ['-amount']},
                  {'name': 'rich', 'columns': ['name'], 'filter': 'qqqmar > 5', 'sort': []}],
                 'layouts': [{'name': 'short', 'sections': [{'fields': ['name', 'qqqmar', {'field': 'amount', 'visibleWhen': 'qqqmar > 1'}]}]}],
                 'validations': [{'name': 'enough', 'expression': 'qqqmar == null || qqqmar >= 0', 'field': 'qqqmar', 'message': 'Too little'}]}
                """);
        admin.post(
                "/api/v1/metadata/objects/account/fields",
                "{'name': 'won', 'type': 'rollup', 'source': 'deal.account', 'function': 'sum', 'of': 'qqqmar'}");
    }

    private void records() {
        for (String region : List.of("north", "south")) {
            for (int i = 0; i < 3; i++) {
                String name = region + i;
                accounts.put(
                        name,
                        admin.create(
                                ACCOUNTS,
                                "{'name': '%s', 'code': 'A-%s', 'region': '%s', 'qqqmar': 'secret of %s'}"
                                        .formatted(name, name, region, name)));
            }
        }
        hiddenFile = upload(admin, "hidden.txt");
        shownFile = upload(admin, "shown.txt");
        southernFile = upload(admin, "southern.txt");
        int number = 0;
        for (String region : List.of("north", "south")) {
            for (int i = 0; i < 6; i++) {
                // Every other deal is with an account of the other region.
                String other = i % 2 == 0 ? "north" : "south";
                String name = region + "Deal" + i;
                number++;
                String files =
                        i > 0
                                ? ""
                                : region.equals("south")
                                        ? ", 'doc': '%s'".formatted(southernFile)
                                        : ", 'doc': '%s', 'qqqdoc': '%s'"
                                                .formatted(shownFile, hiddenFile);
                deals.put(
                        name,
                        admin.create(
                                DEALS,
                                """
                                {'name': '%s', 'code': 'D-%s', 'region': '%s', 'amount': %d, 'qqqmar': %d, 'phone': '+49 30 1234567%d',
                                 'account': '%s', 'partners': ['%s', '%s']%s}
                                """
                                        .formatted(
                                                name,
                                                name,
                                                region,
                                                number * 100,
                                                number,
                                                i,
                                                accounts.get(other + i % 3),
                                                accounts.get("north" + i % 3),
                                                accounts.get("south" + i % 3),
                                                files)));
            }
        }
    }

    static String upload(ApiClient client, String name) {
        return client.send(
                        "POST",
                        "/api/v1/files?name=" + name,
                        "application/octet-stream",
                        name.getBytes(StandardCharsets.UTF_8))
                .id();
    }

    String north() {
        return deals.get("northDeal1");
    }

    String south() {
        return deals.get("southDeal1");
    }

    /** What is on all pages of a list. */
    static List<JsonNode> all(ApiClient client, String path) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        do {
            ApiClient.Answer page =
                    client.get(path + (path.contains("?") ? "&" : "?") + "limit=4" + cursor);
            if (page.status() != 200) {
                throw new AssertionError(page);
            }
            page.json().get("data").forEach(all::add);
            JsonNode next = page.json().at("/page/next");
            cursor = next.isNull() ? null : "&cursor=" + next.textValue();
        } while (cursor != null);
        return all;
    }

    static List<String> ids(List<JsonNode> records) {
        return records.stream().map(record -> record.get("id").textValue()).sorted().toList();
    }

    /** An answer without what differs from request to request. */
    static String told(ApiClient.Answer answer) {
        return answer.status()
                + " "
                + answer.body()
                        .replaceAll("\"traceId\" ?: ?\"[^\"]*\"", "")
                        .replaceAll("\"instance\" ?: ?\"[^\"]*\"", "")
                        .replaceAll("\"challenge\" ?: ?\"[^\"]*\"", "")
                        .replace(HIDDEN, "F")
                        .replace(ABSENT, "F");
    }

    static String noId() {
        return new UUID(0x0190_0000_0000_7000L, UUID.randomUUID().getLeastSignificantBits())
                .toString();
    }
}
