package dev.armature.engine.http;

import io.micronaut.context.ExecutionHandleLocator;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.http.HttpRequest;
import io.micronaut.web.router.DefaultRouteBuilder;
import io.micronaut.web.router.DefaultRouter;
import io.micronaut.web.router.RouteBuilder;
import io.micronaut.web.router.UriRoute;
import io.micronaut.web.router.UriRouteMatch;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the route of a request among those of its area alone, which is what follows the version
 * in the path: {@code records}, {@code metadata}. The framework's router asks every route of a
 * method whether it takes the request, which is a good part of what a small read costs when there
 * are hundreds. What an area does not know is looked for among all routes. Thread-safe.
 */
@Singleton
@Replaces(DefaultRouter.class)
final class RoutesByArea extends DefaultRouter {

    private static final String API = "/api/v1/";

    private final Map<String, DefaultRouter> areas = new HashMap<>();

    @Inject
    RoutesByArea(Collection<RouteBuilder> builders, ExecutionHandleLocator locator) {
        super(builders);
        Map<String, List<UriRoute>> routes = new HashMap<>();
        for (RouteBuilder builder : builders) {
            for (UriRoute route : builder.getUriRoutes()) {
                String area = area(route.getUriMatchTemplate().toPathString());
                if (area != null && area.indexOf('{') < 0) {
                    routes.computeIfAbsent(area, name -> new ArrayList<>()).add(route);
                }
            }
        }
        routes.forEach((area, its) -> areas.put(area, new DefaultRouter(new Area(locator, its))));
    }

    @Override
    public void applyDefaultPorts(List<Integer> ports) {
        super.applyDefaultPorts(ports);
        areas.values().forEach(area -> area.applyDefaultPorts(ports));
    }

    @Override
    public <T, R> @Nullable UriRouteMatch<T, R> findClosest(HttpRequest<?> request) {
        String name = area(request.getPath());
        DefaultRouter area = name == null ? null : areas.get(name);
        UriRouteMatch<T, R> match = area == null ? null : area.findClosest(request);
        return match == null ? super.findClosest(request) : match;
    }

    private static @Nullable String area(String path) {
        if (!path.startsWith(API)) {
            return null;
        }
        int end = path.indexOf('/', API.length());
        return path.substring(API.length(), end < 0 ? path.length() : end);
    }

    /** The routes of one area. */
    @SuppressWarnings("overrides") // what is without its dots is without them in the framework
    private static final class Area extends DefaultRouteBuilder {

        private final List<UriRoute> routes;

        Area(ExecutionHandleLocator locator, List<UriRoute> routes) {
            super(locator);
            this.routes = List.copyOf(routes);
        }

        @Override
        public List<UriRoute> getUriRoutes() {
            return routes;
        }
    }
}
