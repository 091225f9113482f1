package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Talks SCIM as an identity provider does, with a key of its tenant. JSON bodies may use single
 * quotes for double ones.
 */
record ScimClient(ApiClient client) {

    static final String BASE = "/scim/v2";
    static final String USERS = "/Users";
    static final String GROUPS = "/Groups";
    static final String MEDIA = "application/scim+json";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
    static final String PATCH_OP =
            "'schemas': ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], 'Operations': ";

    /** One with a new key that an administrator makes. */
    static ScimClient of(ApiClient administrator) {
        return new ScimClient(
                administrator.withToken(
                        administrator
                                .post("/api/v1/api-keys", "{'name': 'idp', 'scopes': ['scim']}")
                                .json()
                                .get("key")
                                .textValue()));
    }

    ApiClient.Answer get(String path) {
        return client.get(BASE + path);
    }

    ApiClient.Answer post(String path, String json) {
        return send("POST", path, json);
    }

    ApiClient.Answer put(String path, String json, String... headers) {
        return send("PUT", path, json, headers);
    }

    /** Sends operations. */
    ApiClient.Answer patch(String path, String operations, String... headers) {
        return send("PATCH", path, "{" + PATCH_OP + operations + "}", headers);
    }

    ApiClient.Answer delete(String path, String... headers) {
        return client.delete(BASE + path, headers);
    }

    private ApiClient.Answer send(String method, String path, String json, String... headers) {
        ApiClient.Answer answer =
                client.send(
                        method,
                        BASE + path,
                        MEDIA,
                        json.replace('\'', '"').getBytes(StandardCharsets.UTF_8),
                        headers);
        if (answer.status() != 204) {
            assertThat(answer.header("Content-Type")).startsWith(MEDIA);
        }
        return answer;
    }

    /** Makes something and gives its id. */
    String create(String path, String json) {
        ApiClient.Answer answer = post(path, json);
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        return answer.id();
    }

    String user(String userName) {
        return create(USERS, "{'userName': '%s'}".formatted(userName));
    }

    JsonNode user(String id, String pointer) {
        return get(USERS + "/" + id).json().at(pointer);
    }

    ApiClient.Answer search(String path, String filter) {
        return get(path + "?filter=" + ApiClient.encode(filter.replace('\'', '"')));
    }

    /** What the users are called that a filter finds. */
    List<String> found(String filter) {
        return names(search(USERS, filter));
    }

    static List<String> names(ApiClient.Answer answer) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        List<String> names = new ArrayList<>();
        answer.json()
                .get("Resources")
                .forEach(resource ->
                        names.add(
                                resource.has("userName")
                                        ? resource.get("userName").textValue()
                                        : resource.get("displayName").textValue()));
        return names;
    }

    static void assertRefused(ApiClient.Answer answer, int status, String scimType) {
        assertThat(answer.status()).as(answer.toString()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith(MEDIA);
        JsonNode json = answer.json();
        assertThat(json.at("/schemas/0").textValue())
                .isEqualTo("urn:ietf:params:scim:api:messages:2.0:Error");
        assertThat(json.get("status").textValue()).isEqualTo(Integer.toString(status));
        assertThat(json.path("scimType").textValue()).as(answer.toString()).isEqualTo(scimType);
        assertThat(json.get("detail").textValue()).isNotEmpty();
    }
}
