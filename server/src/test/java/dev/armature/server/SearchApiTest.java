package dev.armature.server;

import static dev.armature.server.ApiClient.encode;
import static dev.armature.server.RightsFixture.all;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records by words: how words are found, and for whom. */
class SearchApiTest {

    private static final String BOOKS = "/api/v1/records/book";

    private final TestPlatform platform = TestPlatform.shared();
    private ApiClient admin;

    @BeforeEach
    void objects() {
        admin = platform.newTenant();
        admin.object(
                """
                {'name': 'book', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text'}, {'name': 'about', 'type': 'longText', 'searchable': true},
                  {'name': 'page', 'type': 'richText', 'searchable': true}, {'name': 'note', 'type': 'text'},
                  {'name': 'shelf', 'type': 'integer'}, {'name': 'pin', 'type': 'secret', 'searchable': true},
                  {'name': 'owes', 'type': 'text', 'searchable': true, 'classification': 'sensitive'}]}
                """);
        admin.object(
                "{'name': 'author', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}]}");
    }

    private static ApiClient.Answer search(ApiClient client, String words) {
        return client.get("/api/v1/search?q=" + encode(words));
    }

    private static List<JsonNode> hits(ApiClient client, String words) {
        ApiClient.Answer answer = search(client, words);
        assertThat(answer.status()).describedAs(answer.toString()).isEqualTo(200);
        List<JsonNode> hits = new ArrayList<>();
        answer.json().get("data").forEach(hits::add);
        return hits;
    }

    private static List<String> titles(ApiClient client, String words) {
        return hits(client, words).stream().map(hit -> hit.get("title").asText()).toList();
    }

    private String book(String name, String about) {
        return admin.create(BOOKS, "{'name': '%s', 'about': '%s'}".formatted(name, about));
    }

    @Test
    void aWordIsFoundInAnyFormAndFromAnyOfItsParts() {
        book("The Companies of Men", "trade");
        book("Договоры и письма", "о торговле");
        book("Ёлка для Šárka Müller", "x");
        admin.create("/api/v1/records/author", "{'name': 'Company Smith'}");

        assertThat(titles(admin, "company"))
                .containsExactly("Company Smith", "The Companies of Men");
        assertThat(titles(admin, "companies")).contains("The Companies of Men", "Company Smith");
        for (String form : List.of("договор", "ДОГОВОРОВ", "договорами", "письмо", "торговля")) {
            assertThat(titles(admin, form)).describedAs(form).containsExactly("Договоры и письма");
        }
        for (String part : List.of("comp", "panies", "men comp", "trade men")) {
            assertThat(titles(admin, part)).describedAs(part).contains("The Companies of Men");
        }
        assertThat(titles(admin, "елка muller sarka")).containsExactly("Ёлка для Šárka Müller");
        assertThat(titles(admin, "companies torpedo")).isEmpty();
    }

    @Test
    void whatIsNearlyThereIsFoundWhereNothingElseIs() {
        book("Smith and Sons", "x");
        book("Контракты", "x");
        assertThat(titles(admin, "smiht")).containsExactly("Smith and Sons");
        assertThat(titles(admin, "контаркты")).containsExactly("Контракты");
        assertThat(hits(admin, "smiht").getFirst().get("score").doubleValue()).isLessThan(0.5);
        assertThat(titles(admin, "elephant")).isEmpty();
    }

    @Test
    void theBestHitComesFirstAndShowsWhereItIs() {
        book("A story", "of a red house");
        book("Redhouse", "x");
        book("The red house", "x");
        book("Red house, again", "x");
        book("Red house", "x");

        List<JsonNode> hits = hits(admin, "red house");

        assertThat(hits)
                .extracting(hit -> hit.get("title").textValue())
                .containsExactly(
                        "Red house", "Red house, again", "The red house", "A story", "Redhouse");
        JsonNode match = hits.get(3).at("/matches/0");
        assertThat(match.get("field").textValue()).isEqualTo("about");
        assertThat(match.get("text").textValue()).isEqualTo("of a red house");
        assertThat(match.get("ranges").toString()).isEqualTo("[[5,8],[9,14]]");
        assertThat(hits.get(3).get("object").textValue()).isEqualTo("book");
        assertThat(all(admin, BOOKS + "?search=" + encode("red house"))).hasSize(5);
    }

    @Test
    void aListIsNarrowedAndGoesOnFromPageToPage() {
        for (int i = 0; i < 10; i++) {
            book("Red house " + i, "shelf");
            book("Blue house " + i, "shelf");
        }
        String red = BOOKS + "?sort=-name&search=red";
        assertThat(all(admin, red))
                .hasSize(10)
                .allMatch(b -> b.get("name").textValue().startsWith("Red"));
        JsonNode page =
                admin.get(red + "&limit=3&count=exact&filter=" + encode("name != \"Red house 9\""))
                        .json();
        assertThat(page.at("/page/count").intValue()).isEqualTo(9);
        assertThat(page.at("/data/0/name").textValue()).isEqualTo("Red house 8");
        String cursor = admin.get(red + "&limit=3").json().at("/page/next").textValue();
        assertThat(admin.get(BOOKS + "?sort=-name&search=blue&limit=3&cursor=" + cursor).code())
                .isEqualTo("invalid_cursor");
        assertThat(admin.get(BOOKS + "/export?fields=name&search=blue").body().lines()).hasSize(11);
    }

    @Test
    void whatIsWrittenIsFoundAtOnceAndWhatIsGoneIsNot() {
        String id = book("Alpha", "x");
        assertThat(titles(admin, "alpha")).containsExactly("Alpha");
        admin.patch(BOOKS + "/" + id, "{'name': 'Omega'}");
        assertThat(titles(admin, "alpha")).isEmpty();
        assertThat(titles(admin, "omega")).containsExactly("Omega");
        admin.delete(BOOKS + "/" + id);
        assertThat(titles(admin, "omega")).isEmpty();
        admin.post(BOOKS + "/" + id + "/restore", "");
        assertThat(titles(admin, "omega")).containsExactly("Omega");
    }

    @Test
    void whatIsWrittenIsTakenByTheLetter() {
        book("100% sure", "x");
        book("1000 sure", "x");
        book("a_b", "back\\\\slash");
        assertThat(titles(admin, "100%")).containsExactly("100% sure");
        assertThat(titles(admin, "a_b")).containsExactly("a_b");
        assertThat(titles(admin, "%%%%")).isEmpty();
        assertThat(titles(admin, "back\\slash")).containsExactly("a_b");
        assertThat(titles(admin, "it's'; drop table record --")).isEmpty();
    }

    @Test
    void onlyTheTitleAndFieldsThatAreSearchableAreSearched() {
        admin.create(
                BOOKS,
                """
                {'name': 'Plain', 'about': 'giraffe', 'page': '<p>umbrella</p>', 'note': 'telescope', 'shelf': 4711,
                 'pin': 'kangaroo', 'owes': 'butterfly'}
                """);
        assertThat(titles(admin, "giraffe")).containsExactly("Plain");
        assertThat(titles(admin, "umbrella")).containsExactly("Plain");
        for (String absent : List.of("telescope", "4711", "kangaroo", "butterfly", "<p>")) {
            assertThat(titles(admin, absent)).describedAs(absent).isEmpty();
        }
        admin.patch("/api/v1/metadata/objects/book/fields/note", "{'searchable': true}");
        assertThat(titles(admin, "telescope")).containsExactly("Plain");
    }

    @Test
    void theObjectsMayBeNamedAndTheHitsBounded() {
        for (int i = 0; i < 5; i++) {
            book("Red " + i, "x");
            admin.create("/api/v1/records/author", "{'name': 'Red author %d'}".formatted(i));
        }
        assertThat(hits(admin, "red")).hasSize(10);
        assertThat(admin.get("/api/v1/search?q=red&objects=author").json().get("data")).hasSize(5);
        assertThat(admin.get("/api/v1/search?q=red&limit=3").json().get("data")).hasSize(3);
        assertThat(admin.get("/api/v1/search?q=red&objects=nothing").status()).isEqualTo(404);
        for (String wrong :
                List.of(
                        "",
                        "?q=",
                        "?q=%20",
                        "?q=red&limit=0",
                        "?q=red&limit=101",
                        "?q=red&page=2",
                        "?q=a+b+c+d+e+f+g+h+i")) {
            assertThat(admin.get("/api/v1/search" + wrong).code())
                    .describedAs(wrong)
                    .isEqualTo("invalid_query");
        }
        assertThat(admin.get(BOOKS + "?search=%20").errors())
                .containsExactly("search out_of_range");
    }

    /** Nothing is found by what is not seen, and the answer does not tell that it is there. */
    @Test
    void searchFindsWhatTheListShows() {
        admin.object(
                """
                {'name': 'deal', 'titleField': 'name', 'fields': [
                  {'name': 'name', 'type': 'text'}, {'name': 'region', 'type': 'text', 'searchable': true},
                  {'name': 'hidden', 'type': 'text', 'searchable': true}, {'name': 'masked', 'type': 'text', 'searchable': true}]}
                """);
        for (String region : List.of("north", "south")) {
            admin.create(
                    "/api/v1/records/deal",
                    "{'name': 'Deal of %s', 'region': '%s', 'hidden': 'hiddenword', 'masked': 'maskedword'}"
                            .formatted(region, region));
        }
        book("Deal of books", "x");
        admin.create(
                "/api/v1/roles",
                """
                {'name': 'sales', 'objects': {'deal': {'read': true, 'when': 'region == \\"north\\"',
                  'fields': {'hidden': {'read': false}, 'masked': {'mask': true}}}}}
                """);
        String slug = admin.me("/tenant/slug");
        admin.create(
                "/api/v1/users",
                "{'name': 'Bob', 'email': 'bob@%s.example', 'password': 'a long password', 'roles': ['sales']}"
                        .formatted(slug));
        ApiClient bob = platform.signIn(slug, "bob@" + slug + ".example", "a long password");

        assertThat(hits(admin, "deal")).hasSize(3);
        assertThat(titles(bob, "deal")).containsExactly("Deal of north");
        for (String word :
                List.of("hiddenword", "hiddenwrod", "maskedword", "maskedwodr", "south", "books")) {
            assertThat(titles(bob, word)).describedAs(word).isEmpty();
            assertThat(all(bob, "/api/v1/records/deal?search=" + word)).describedAs(word).isEmpty();
        }
        assertThat(titles(admin, "hiddenword")).hasSize(2);
        Set<String> told = new TreeSet<>();
        hits(bob, "north")
                .forEach(hit ->
                        hit.get("matches").forEach(m -> told.add(m.get("field").textValue())));
        assertThat(told).containsExactly("name", "region");
        assertThat(bob.get("/api/v1/search?q=x&objects=book").status()).isEqualTo(404);

        ApiClient other = platform.newTenant();
        other.object(
                "{'name': 'deal', 'titleField': 'name', 'fields': [{'name': 'name', 'type': 'text'}]}");
        assertThat(hits(other, "deal")).isEmpty();
    }
}
