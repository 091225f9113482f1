package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.Router;
import org.junit.jupiter.api.Test;

/** What goes before each request is put together once. */
class FiltersTest {

    /** One filter with a pattern is enough for a list to be made for every request. */
    @Test
    void everyFilterMatchesEverything() {
        Router router = TestPlatform.shared().context.getBean(Router.class);

        assertThat(router.findFilters(HttpRequest.GET("/api/v1/me")))
                .isSameAs(router.findFilters(HttpRequest.POST("/oauth2/token", "")));
    }
}
