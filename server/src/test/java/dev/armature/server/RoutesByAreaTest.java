package dev.armature.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micronaut.http.HttpMethod;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpRequest;
import io.micronaut.web.router.DefaultRouter;
import io.micronaut.web.router.RouteBuilder;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.micronaut.web.router.UriRouteMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Routes are found by the area of their path as they are found among all. */
class RoutesByAreaTest {

    private static final TestPlatform PLATFORM = TestPlatform.shared();

    private static Router routes;
    private static Router plain;

    @BeforeAll
    static void router() {
        routes = PLATFORM.context.getBean(Router.class);
        plain = new DefaultRouter(PLATFORM.context.getBeansOfType(RouteBuilder.class));
    }

    @Test
    void everyRouteIsTheOneThatIsFoundAmongAll() {
        List<UriRouteInfo<?, ?>> all = plain.uriRoutes().distinct().toList();
        int found = 0;
        for (UriRouteInfo<?, ?> route : all) {
            String path =
                    route.getUriMatchTemplate()
                            .toPathString()
                            .replaceAll("\\{[^}]*}", "01999999-0000-7000-8000-000000000000");
            HttpRequest<?> request = request(route.getHttpMethod(), path);
            String target = target(routes, request);
            assertThat(target)
                    .as("%s %s", route.getHttpMethod(), path)
                    .isEqualTo(target(plain, request));
            found += target == null ? 0 : 1;
        }
        assertThat(found).isGreaterThan(200);
    }

    @Test
    void whatAnAreaDoesNotHaveIsNotFoundAtAll() {
        for (String path :
                List.of(
                        "/api/v1/records",
                        "/api/v1/records/a/b/c/d/e/f",
                        "/api/v1/nothing",
                        "/api/v1/",
                        "/api/v1",
                        "/api/v1//records/deal",
                        "/elsewhere")) {
            HttpRequest<?> request = request(HttpMethod.GET, path);
            assertThat(target(routes, request)).as(path).isEqualTo(target(plain, request));
        }
        assertThat(target(routes, request(HttpMethod.GET, "/api/v1/records/a/b/c/d/e/f"))).isNull();
    }

    @Test
    void anotherMethodThanARouteHasIsNotFound() {
        assertThat(target(routes, request(HttpMethod.DELETE, "/api/v1/records/deal"))).isNull();
    }

    private static HttpRequest<?> request(HttpMethod method, String path) {
        MutableHttpRequest<?> request = HttpRequest.create(method, path);
        return method.permitsRequestBody()
                ? request.contentType(MediaType.APPLICATION_JSON_TYPE)
                : request;
    }

    private static @Nullable String target(Router router, HttpRequest<?> request) {
        UriRouteMatch<?, ?> match = router.findClosest(request);
        return match == null ? null : match.getRouteInfo().toString();
    }
}
