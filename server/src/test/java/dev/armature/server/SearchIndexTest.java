package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** An object's own table has an index for each field that is searched, and queries use it. */
class SearchIndexTest {

    private final TestPlatform platform = TestPlatform.shared();

    @Test
    void fieldsThatAreSearchedAreIndexedForItAndNoOthersAre() {
        ApiClient admin = platform.newTenant();
        admin.object(
                """
                {'name': 'book', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'about', 'type': 'longText'},
                  {'name': 'page', 'type': 'richText', 'searchable': true}]}
                """);
        String storage = "/api/v1/metadata/objects/book/storage";
        if (!TestPlatform.OWN_TABLES) {
            admin.finished(admin.post(storage, "{'place': 'dedicated'}").id());
        }
        String schema = "armature_t" + tenant(admin);
        assertThat(indexes(schema))
                .hasSize(2)
                .anyMatch(i -> i.contains("_words"))
                .anyMatch(i -> i.contains("_richwords"));

        admin.patch("/api/v1/metadata/objects/book/fields/about", "{'searchable': true}");
        ApiClient.await(() -> indexes(schema).size() == 3);
        admin.patch("/api/v1/metadata/objects/book/fields/page", "{'searchable': false}");
        ApiClient.await(() -> indexes(schema).stream().noneMatch(i -> i.contains("_richwords")));

        StringBuilder csv = new StringBuilder("name\n");
        for (int i = 0; i < 4_000; i++) {
            csv.append("Volume ").append(i).append(" of all that was written about nothing\n");
        }
        admin.finished(admin.csv("/api/v1/records/book/import", csv + "Red house\n").id());
        platform.update("vacuum analyze " + table(schema));
        ApiClient.await(() -> {
            assertThat(admin.get("/api/v1/search?q=house").json().get("data")).hasSize(1);
            return uses(schema) > 0;
        });
    }

    /** Of such a word the newest records are looked at first, whoever may see few of them. */
    @Test
    void aWordThatAllRecordsHaveIsFoundInThoseThatAreSeen() {
        ApiClient admin = platform.newTenant();
        admin.object(
                """
                {'name': 'book', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}, {'name': 'shelf', 'type': 'integer'},
                  {'name': 'hidden', 'type': 'text', 'searchable': true}]}
                """);
        if (!TestPlatform.OWN_TABLES) {
            admin.finished(
                    admin.post("/api/v1/metadata/objects/book/storage", "{'place': 'dedicated'}")
                            .id());
        }
        StringBuilder csv = new StringBuilder("name,shelf,hidden\n");
        for (int i = 0; i < 3_000; i++) {
            // What Bob may see is older than what is gone through first.
            csv.append("Volume ").append(i).append(i < 30 ? ",1" : ",2").append(",torpedo\n");
        }
        admin.finished(admin.csv("/api/v1/records/book/import", csv.toString()).id());
        admin.create(
                "/api/v1/roles",
                """
                {'name': 'reader', 'objects': {'book': {'read': true, 'when': 'shelf == 1', 'fields': {'hidden': {'read': false}}}}}
                """);
        String slug = admin.me("/tenant/slug");
        String email = "bob@" + slug + ".example";
        admin.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': '%s', 'password': 'a long password', 'roles': ['reader']}"
                        .formatted(email));
        ApiClient bob = platform.signIn(slug, email, "a long password");
        String search = "/api/v1/search?limit=100&q=";

        assertThat(bob.get(search + "volumes").json().get("data"))
                .hasSize(30)
                .extracting(hit -> hit.get("title").textValue())
                .contains("Volume 0", "Volume 29");
        assertThat(bob.get(search + "torpedo").json().get("data")).isEmpty();
        assertThat(admin.get(search + "volumes").json().get("data"))
                .hasSize(100)
                .doesNotHaveDuplicates();
        assertThat(admin.get(search + "torpedo").json().get("data")).hasSize(100);

        String last = admin.create("/api/v1/records/book", "{'name': 'Volumes'}");
        assertThat(admin.get(search + "volumes").json().at("/data/0/id").textValue())
                .isEqualTo(last);
        admin.delete("/api/v1/records/book/" + last);
        assertThat(admin.get(search + "volumes").json().get("data"))
                .hasSize(100)
                .noneMatch(hit -> hit.get("id").textValue().equals(last));
    }

    private int uses(String schema) {
        return Integer.parseInt(
                platform.rows(
                                "select coalesce(sum(idx_scan), 0)::int from pg_stat_all_indexes where schemaname = '"
                                        + schema
                                        + "' and indexrelname like '%_words%'")
                        .getFirst());
    }

    private String tenant(ApiClient admin) {
        String slug = admin.me("/tenant/slug");
        return platform.rows("select tenant_id from tenant where slug = '" + slug + "'").getFirst();
    }

    private List<String> indexes(String schema) {
        return platform.rows(
                "select indexname from pg_indexes where schemaname = '"
                        + schema
                        + "' and indexdef like '%gin_trgm_ops%' order by 1");
    }

    private String table(String schema) {
        return schema
                + "."
                + platform.rows(
                                "select tablename from pg_tables where schemaname = '"
                                        + schema
                                        + "'")
                        .getFirst();
    }
}
