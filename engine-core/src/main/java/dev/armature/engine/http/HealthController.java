package dev.armature.engine.http;

import dev.armature.engine.sql.TenantDatabase;
import dev.armature.metadata.database.DatabaseException;
import dev.armature.metadata.json.Json;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;

/** Whether this node lives, whether it can serve, and what it counts. */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
final class HealthController {

    private final TenantDatabase database;
    private final PrometheusMeterRegistry meters;

    HealthController(TenantDatabase database, PrometheusMeterRegistry meters) {
        this.database = database;
        this.meters = meters;
    }

    @Get("/health/live")
    HttpResponse<byte[]> live() {
        return Bodies.ok(Json.object().put("status", "UP"));
    }

    @Get("/health/ready")
    HttpResponse<byte[]> ready() {
        try {
            database.ping();
            return Bodies.ok(Json.object().put("status", "UP"));
        } catch (DatabaseException e) {
            return HttpResponse.<byte[]>serverError()
                    .status(503)
                    .body(Json.bytes(Json.object().put("status", "DOWN")))
                    .header("Retry-After", "1");
        }
    }

    @Get("/metrics")
    @Produces("text/plain")
    String metrics() {
        return meters.scrape();
    }
}
