package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.scim2.client.ScimService;
import com.unboundid.scim2.common.exceptions.ResourceConflictException;
import com.unboundid.scim2.common.exceptions.ResourceNotFoundException;
import com.unboundid.scim2.common.exceptions.ScimException;
import com.unboundid.scim2.common.filters.Filter;
import com.unboundid.scim2.common.messages.ListResponse;
import com.unboundid.scim2.common.messages.PatchOperation;
import com.unboundid.scim2.common.messages.SortOrder;
import com.unboundid.scim2.common.types.Email;
import com.unboundid.scim2.common.types.GroupResource;
import com.unboundid.scim2.common.types.Member;
import com.unboundid.scim2.common.types.Name;
import com.unboundid.scim2.common.types.UserResource;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import jakarta.ws.rs.client.ClientRequestFilter;
import java.util.List;
import org.glassfish.jersey.client.ClientConfig;
import org.glassfish.jersey.jnh.connector.JavaNetHttpConnectorProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A client of SCIM that others have written works as it is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScimClientLibraryTest {

    private TestPlatform platform;
    private ApiClient ann;
    private Client http;
    private ScimService service;

    @BeforeAll
    void open() {
        platform = TestPlatform.underItsOwnAddress();
        ann = platform.newTenant();
        String key = ScimClient.of(ann).client().token();
        ClientRequestFilter authorized =
                request -> request.getHeaders().putSingle("Authorization", "Bearer " + key);
        // The usual connector knows no PATCH.
        ClientConfig config =
                new ClientConfig()
                        .connectorProvider(new JavaNetHttpConnectorProvider())
                        .register(authorized);
        http = ClientBuilder.newClient(config);
        service = new ScimService(http.target(platform.url() + ScimClient.BASE));
    }

    @AfterAll
    void close() {
        http.close();
        platform.close();
    }

    @Test
    void itUnderstandsWhatTheServiceSaysOfItself() throws ScimException {
        assertThat(service.getServiceProviderConfig().getPatch().isSupported()).isTrue();
        assertThat(service.getServiceProviderConfig().getBulk().isSupported()).isFalse();
        assertThat(service.getResourceTypes().getTotalResults()).isEqualTo(2);
        assertThat(service.getSchemas().getTotalResults()).isEqualTo(3);
        assertThat(service.getSchema("urn:ietf:params:scim:schemas:core:2.0:User").getAttributes())
                .isNotEmpty();
    }

    @Test
    void usersAreCreatedFoundChangedAndDeleted() throws ScimException {
        UserResource wanted =
                new UserResource()
                        .setUserName("lib@x.example")
                        .setName(new Name().setGivenName("Lib").setFamilyName("Rary"))
                        .setEmails(
                                new Email()
                                        .setValue("lib@x.example")
                                        .setType("work")
                                        .setPrimary(true));
        UserResource made = service.create("Users", wanted);
        assertThat(made.getDisplayName()).isEqualTo("Lib Rary");
        assertThat(made.getMeta().getVersion()).isEqualTo("W/\"1\"");

        ListResponse<UserResource> found =
                service.searchRequest("Users")
                        .filter(
                                Filter.and(
                                        Filter.eq("userName", "LIB@x.example"),
                                        Filter.pr("name.givenName")))
                        .sort("userName", SortOrder.DESCENDING)
                        .page(1, 10)
                        .attributes("userName")
                        .invoke(UserResource.class);
        assertThat(found.getTotalResults()).isEqualTo(1);
        assertThat(found.getResources().getFirst().getId()).isEqualTo(made.getId());
        assertThat(found.getResources().getFirst().getEmails()).isNull();
        assertThat(
                        service.searchRequest("Users")
                                .filter("emails[type eq \"work\" and value sw \"lib\"]")
                                .invokePost(UserResource.class)
                                .getTotalResults())
                .isEqualTo(1);

        UserResource replaced = service.replace(made.setTitle("Librarian"));
        assertThat(replaced.getTitle()).isEqualTo("Librarian");
        UserResource patched =
                service.modifyRequest(replaced)
                        .addOperation(PatchOperation.replace("active", false))
                        .addOperation(PatchOperation.remove("title"))
                        .invoke();
        assertThat(patched.getActive()).isFalse();
        assertThat(patched.getTitle()).isNull();
        assertThatThrownBy(() -> service.create("Users", wanted))
                .isInstanceOfSatisfying(
                        ResourceConflictException.class,
                        conflict ->
                                assertThat(conflict.getScimError().getScimType())
                                        .isEqualTo("uniqueness"));
        service.delete(patched);
        assertThatThrownBy(() -> service.retrieve(patched))
                .isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void groupsHaveMembers() throws ScimException {
        UserResource member =
                service.create("Users", new UserResource().setUserName("member@x.example"));
        GroupResource group =
                service.create(
                        "Groups",
                        new GroupResource()
                                .setDisplayName("Library")
                                .setMembers(List.of(new Member().setValue(member.getId()))));
        assertThat(group.getMembers()).hasSize(1);
        assertThat(service.retrieve(member).getGroups().getFirst().getDisplay())
                .isEqualTo("Library");

        GroupResource without =
                service.modifyRequest(group)
                        .addOperation(
                                PatchOperation.remove(
                                        "members[value eq \"" + member.getId() + "\"]"))
                        .attributes("members", "displayName")
                        .invoke();
        assertThat(without.getMembers()).isNullOrEmpty();
        service.delete(group);
    }
}
