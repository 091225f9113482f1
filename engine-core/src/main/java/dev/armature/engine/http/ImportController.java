package dev.armature.engine.http;

import dev.armature.engine.access.Caller;
import dev.armature.engine.identity.Scopes;
import dev.armature.engine.transfer.ImportOptions;
import dev.armature.engine.transfer.Imports;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Files of records coming in. */
@Controller("/api/v1/records/{object}/import")
@ExecuteOn(TaskExecutors.BLOCKING)
final class ImportController {

    private static final String NDJSON = "application/x-ndjson";
    private static final String JSON_LINES = "application/jsonl";
    private static final String XLSX =
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private static final Set<String> KNOWN =
            Set.of(
                    "mode",
                    "key",
                    "dryRun",
                    "encoding",
                    "header",
                    "columns",
                    "createFields",
                    "createOptions");

    private static final Set<String> LOOKING = Set.of("encoding", "header");

    private final Imports imports;
    private final JobStarter starter;

    ImportController(Imports imports, JobStarter starter) {
        this.imports = imports;
        this.starter = starter;
    }

    @Post
    @Consumes({"text/csv", NDJSON, JSON_LINES, XLSX})
    HttpResponse<byte[]> take(
            HttpRequest<?> request, Caller caller, String object, @Nullable @Body InputStream file)
            throws IOException {
        Bodies.onlyParameters(request, KNOWN);
        ImportOptions options = options(request);
        requireScope(request, options);
        return starter.upload(
                request,
                caller,
                Objects.requireNonNullElse(file, InputStream.nullInputStream()),
                (body, together) -> imports.take(caller, object, options, body, together));
    }

    @Post("/preview")
    @Consumes({"text/csv", NDJSON, JSON_LINES, XLSX})
    HttpResponse<byte[]> preview(
            HttpRequest<?> request, Caller caller, String object, @Nullable @Body InputStream file)
            throws IOException {
        Bodies.onlyParameters(request, LOOKING);
        InputStream body = Objects.requireNonNullElse(file, InputStream.nullInputStream());
        return Bodies.ok(imports.preview(caller, object, looking(request), body).toJson());
    }

    /** How a file is looked at that nobody has said the columns of yet. */
    private static ImportOptions looking(HttpRequest<?> request) {
        MediaType type = request.getContentType().orElseThrow();
        ImportOptions.Format format = format(type);
        return new ImportOptions(
                format,
                ImportOptions.Mode.INSERT,
                null,
                true,
                encoding(request, type, format),
                Bodies.parameter(request, "header") == null || Bodies.flag(request, "header"),
                null,
                false,
                false,
                null);
    }

    private static ImportOptions.Format format(MediaType type) {
        return switch (type.getName()) {
            case XLSX -> ImportOptions.Format.XLSX;
            case NDJSON, JSON_LINES -> ImportOptions.Format.NDJSON;
            default -> ImportOptions.Format.CSV;
        };
    }

    /** A key that was made for records alone changes no metadata by them. */
    private static void requireScope(HttpRequest<?> request, ImportOptions options) {
        Scopes scopes = Identified.of(request).entrant().scopes();
        boolean creates = options.createFields() || options.createOptions();
        if (creates && scopes != null && !scopes.allowsMetadata()) {
            throw new EngineException(
                    ErrorCode.SCOPE_MISSING,
                    "This API key or app was not made for metadata, which createFields and createOptions change");
        }
    }

    private static ImportOptions options(HttpRequest<?> request) {
        MediaType type = request.getContentType().orElseThrow();
        ImportOptions.Format format = format(type);
        String columns = Bodies.parameter(request, "columns");
        boolean header =
                Bodies.parameter(request, "header") == null || Bodies.flag(request, "header");
        if (format == ImportOptions.Format.NDJSON && (columns != null || !header)) {
            throw wrong(
                    "Lines of JSON name their fields: \"columns\" and \"header\" are for tables");
        }
        boolean createFields = Bodies.flag(request, "createFields");
        if (format == ImportOptions.Format.NDJSON && createFields) {
            throw wrong("Fields are made of the columns of tables: \"createFields\" is for those");
        }
        if (!header && columns == null) {
            throw wrong("Without a header the parameter \"columns\" names the fields, in order");
        }
        return new ImportOptions(
                format,
                mode(Bodies.parameter(request, "mode")),
                Bodies.parameter(request, "key"),
                Bodies.flag(request, "dryRun"),
                encoding(request, type, format),
                header,
                columns == null ? null : List.of(columns.split(",", -1)),
                createFields,
                Bodies.flag(request, "createOptions"),
                null);
    }

    private static @Nullable Charset encoding(
            HttpRequest<?> request, MediaType type, ImportOptions.Format format) {
        String given = Bodies.parameter(request, "encoding");
        if (given != null && format != ImportOptions.Format.CSV) {
            throw wrong("The parameter \"encoding\" is for CSV");
        }
        String name =
                given == null && format == ImportOptions.Format.CSV
                        ? type.getParameters().get("charset").orElse(null)
                        : given;
        try {
            return name == null ? null : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            throw wrong("There is no encoding \"" + name + "\"; UTF-8 and windows-1251 are some");
        }
    }

    private static ImportOptions.Mode mode(@Nullable String written) {
        return switch (written) {
            case null -> ImportOptions.Mode.INSERT;
            case "insert" -> ImportOptions.Mode.INSERT;
            case "update" -> ImportOptions.Mode.UPDATE;
            case "upsert" -> ImportOptions.Mode.UPSERT;
            default -> throw wrong("The parameter \"mode\" is insert, update or upsert");
        };
    }

    private static EngineException wrong(String detail) {
        return new EngineException(ErrorCode.INVALID_QUERY, detail);
    }
}
