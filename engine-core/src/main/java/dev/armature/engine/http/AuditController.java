package dev.armature.engine.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.AccessPolicy;
import dev.armature.engine.access.Caller;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.audit.AuditLog;
import dev.armature.engine.transfer.DefusedCell;
import dev.armature.metadata.expression.Literals;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The audit log, for administrators. It is only read. */
@Controller("/api/v1/audit")
@ExecuteOn(TaskExecutors.BLOCKING)
final class AuditController {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;
    private static final int MOST_EXPORTED = 50_000;
    private static final List<String> COLUMNS =
            List.of("position", "id", "at", "kind", "actor", "subject", "address", "detail");

    private final AuditLog log;
    private final AccessPolicy access;

    AuditController(AuditLog log, AccessPolicy access) {
        this.log = log;
        this.access = access;
    }

    @Get
    HttpResponse<byte[]> list(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of("from", "to", "actor", "kind", "cursor", "limit"));
        int limit = Bodies.limit(request, DEFAULT_LIMIT, MAX_LIMIT);
        List<AuditLog.Listed> found = log.list(caller.tenantId(), wanted(request), limit + 1);
        List<AuditLog.Listed> page = found.subList(0, Math.min(limit, found.size()));
        ObjectNode answer = Json.object();
        ArrayNode data = answer.putArray("data");
        page.forEach(entry -> data.add(entry.json()));
        answer.putObject("page")
                .put(
                        "next",
                        found.size() > limit ? Long.toString(page.getLast().position()) : null);
        return Bodies.ok(answer);
    }

    @Get("/verification")
    HttpResponse<byte[]> verify(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of());
        return Bodies.ok(log.verify(caller.tenantId()).toJson());
    }

    /** The newest entries that are wanted; that they were taken out is an entry itself. */
    @Get("/export")
    HttpResponse<byte[]> export(HttpRequest<?> request, Caller caller) {
        access.requireAdministrator(caller);
        Bodies.onlyParameters(request, Set.of("from", "to", "actor", "kind", "cursor", "format"));
        boolean csv = csv(request);
        AuditLog.Wanted wanted = wanted(request);
        log.note(
                caller.tenantId(),
                AuditEvent.by(caller.userId(), AuditKind.AUDIT_EXPORTED, null)
                        .with("format", csv ? "csv" : "ndjson"));
        Stream<ObjectNode> entries =
                log.list(caller.tenantId(), wanted, MOST_EXPORTED).stream()
                        .map(AuditLog.Listed::json);
        String body =
                csv
                        ? Stream.concat(
                                        Stream.of(String.join(",", COLUMNS)),
                                        entries.map(AuditController::line))
                                .collect(Collectors.joining("\r\n", "", "\r\n"))
                        : entries.map(Json::write).collect(Collectors.joining("\n", "", "\n"));
        MutableHttpResponse<byte[]> response =
                HttpResponse.ok(body.getBytes(StandardCharsets.UTF_8));
        return response.header(
                        "Content-Type",
                        csv ? "text/csv; charset=utf-8" : "application/x-ndjson; charset=utf-8")
                .header(
                        "Content-Disposition",
                        "attachment; filename=\"audit." + (csv ? "csv" : "ndjson") + "\"");
    }

    private static boolean csv(HttpRequest<?> request) {
        String format = Bodies.parameter(request, "format");
        if (format == null || format.equals("ndjson")) {
            return false;
        }
        if (format.equals("csv")) {
            return true;
        }
        throw invalid("format", "ndjson or csv");
    }

    private static String line(ObjectNode entry) {
        return COLUMNS.stream()
                .map(column ->
                        entry.get(column).isContainerNode()
                                ? Json.write(entry.get(column))
                                : entry.get(column).asText(""))
                .map(AuditController::cell)
                .collect(Collectors.joining(","));
    }

    private static String cell(String text) {
        return "\"" + DefusedCell.of(text).replace("\"", "\"\"") + "\"";
    }

    private static AuditLog.Wanted wanted(HttpRequest<?> request) {
        return new AuditLog.Wanted(
                moment(request, "from"),
                moment(request, "to"),
                actor(request),
                Bodies.parameter(request, "kind"),
                cursor(request));
    }

    private static @Nullable UUID actor(HttpRequest<?> request) {
        String written = Bodies.parameter(request, "actor");
        UUID id = written == null ? null : Literals.id(written);
        if (written != null && id == null) {
            throw invalid("actor", "a user's id");
        }
        return id;
    }

    private static @Nullable Instant moment(HttpRequest<?> request, String name) {
        String written = Bodies.parameter(request, name);
        try {
            return written == null ? null : OffsetDateTime.parse(written).toInstant();
        } catch (DateTimeException e) {
            throw invalid(name, "a moment such as 2026-01-31T12:00:00Z");
        }
    }

    private static @Nullable Long cursor(HttpRequest<?> request) {
        String written = Bodies.parameter(request, "cursor");
        try {
            return written == null ? null : Long.valueOf(written);
        } catch (NumberFormatException e) {
            throw new EngineException(ErrorCode.INVALID_CURSOR, ErrorCode.INVALID_CURSOR.title());
        }
    }

    private static EngineException invalid(String parameter, String expected) {
        return new EngineException(
                ErrorCode.INVALID_QUERY, "The parameter \"" + parameter + "\" is " + expected);
    }
}
