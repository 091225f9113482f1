package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.conversion.FieldConversions;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Set;

/** Fields that become of another type, or get other options, together with their values. */
@Controller("/api/v1/metadata/objects/{object}/fields/{field}")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ConversionController {

    private final FieldConversions conversions;
    private final JobStarter starter;

    ConversionController(FieldConversions conversions, JobStarter starter) {
        this.conversions = conversions;
        this.starter = starter;
    }

    @Post("/convert")
    HttpResponse<byte[]> convert(
            HttpRequest<?> request, Caller caller, String object, String field, @Body byte[] body) {
        Bodies.onlyParameters(request, Set.of());
        return starter.start(
                request,
                caller,
                body,
                together ->
                        conversions.convert(caller, object, field, Bodies.object(body), together));
    }
}
