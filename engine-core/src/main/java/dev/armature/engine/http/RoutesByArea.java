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
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the route of a request among those of its area and length alone. The area is what
 * follows the version in the path: {@code records}, {@code metadata}; the length is how many
 * segments there are. The framework's router asks every route of a method whether it takes the
 * request, which is a good part of what a small read costs when there are hundreds. What is not
 * found there is looked for among all routes. Thread-safe.
 */
@Singleton
@Replaces(DefaultRouter.class)
final class RoutesByArea extends DefaultRouter {

    private static final String API = "/api/v1/";

    /** What a variable that may have slashes in its value begins with. */
    private static final Pattern MANY_SEGMENTS = Pattern.compile("\\{[^A-Za-z]");

    private final Map<Place, DefaultRouter> places = new HashMap<>();

    /** Where to look. */
    private record Place(String area, int segments) {

        /** Of a path of the API. */
        static @Nullable Place of(String path) {
            int end = path.length() - (path.endsWith("/") ? 1 : 0);
            if (!path.startsWith(API) || end < API.length()) {
                return null;
            }
            int area = path.indexOf('/', API.length());
            int segments = 1;
            for (int slash = area;
                    slash >= 0 && slash < end;
                    slash = path.indexOf('/', slash + 1)) {
                segments++;
            }
            return new Place(path.substring(API.length(), area < 0 ? end : area), segments);
        }
    }

    @Inject
    RoutesByArea(Collection<RouteBuilder> builders, ExecutionHandleLocator locator) {
        super(builders);
        Map<Place, List<UriRoute>> routes = new HashMap<>();
        for (RouteBuilder builder : builders) {
            for (UriRoute route : builder.getUriRoutes()) {
                String template = route.getUriMatchTemplate().toPathString();
                Place place = Place.of(template);
                if (place != null
                        && place.area.indexOf('{') < 0
                        && !MANY_SEGMENTS.matcher(template).find()) {
                    routes.computeIfAbsent(place, first -> new ArrayList<>()).add(route);
                }
            }
        }
        routes.forEach(
                (place, its) -> places.put(place, new DefaultRouter(new Near(locator, its))));
    }

    @Override
    public void applyDefaultPorts(List<Integer> ports) {
        super.applyDefaultPorts(ports);
        places.values().forEach(place -> place.applyDefaultPorts(ports));
    }

    @Override
    public <T, R> @Nullable UriRouteMatch<T, R> findClosest(HttpRequest<?> request) {
        Place place = Place.of(request.getPath());
        DefaultRouter near = place == null ? null : places.get(place);
        UriRouteMatch<T, R> match = near == null ? null : near.findClosest(request);
        return match == null ? super.findClosest(request) : match;
    }

    /** The routes of one place. */
    @SuppressWarnings("overrides") // what is without its dots is without them in the framework
    private static final class Near extends DefaultRouteBuilder {

        private final List<UriRoute> routes;

        Near(ExecutionHandleLocator locator, List<UriRoute> routes) {
            super(locator);
            this.routes = List.copyOf(routes);
        }

        @Override
        public List<UriRoute> getUriRoutes() {
            return routes;
        }
    }
}
