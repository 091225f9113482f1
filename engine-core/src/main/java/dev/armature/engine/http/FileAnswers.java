package dev.armature.engine.http;

import dev.armature.engine.file.UploadedFiles;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.server.types.files.StreamedFile;

/** Gives a body out: all of it, the bytes that were asked for, or that the client has it. */
final class FileAnswers {

    /**
     * A body is a stranger's: whatever it holds, a browser that is led to its address runs nothing
     * of it.
     */
    private static final String NOTHING_RUNS = "default-src 'none'; sandbox";

    private FileAnswers() {}

    static HttpResponse<?> of(
            HttpRequest<?> request, UploadedFiles files, UploadedFiles.Content content) {
        if (ByteRange.isKnown(request, content.etag())) {
            return headers(HttpResponse.notModified(), content);
        }
        ByteRange range = ByteRange.of(request, content.size(), content.etag());
        if (range == null) {
            return headers(HttpResponse.status(HttpStatus.REQUESTED_RANGE_NOT_SATISFIABLE), content)
                    .header("Content-Range", "bytes */" + content.size());
        }
        MutableHttpResponse<?> answer =
                headers(
                        range.isPart()
                                ? HttpResponse.status(HttpStatus.PARTIAL_CONTENT)
                                : HttpResponse.ok(),
                        content);
        if (range.isPart()) {
            answer.header("Content-Range", range.header(content.size()));
        }
        answer.contentType(content.mediaType());
        return request.getMethodName().equals("HEAD")
                ? answer.contentLength(range.length())
                : answer.body(
                        new StreamedFile(
                                files.open(content, range.from(), range.length()),
                                MediaType.of(content.mediaType()),
                                content.at().toEpochMilli(),
                                range.length()));
    }

    static <T extends MutableHttpResponse<?>> T forOtherSites(T answer) {
        answer.getHeaders().set("Cross-Origin-Resource-Policy", "cross-origin");
        return answer;
    }

    // Rights may be taken away: a browser asks each time whether it may show what it has.
    private static MutableHttpResponse<?> headers(
            MutableHttpResponse<?> answer, UploadedFiles.Content content) {
        return answer.header("ETag", content.etag())
                .header("Accept-Ranges", "bytes")
                .header("Cache-Control", "private, no-cache")
                .header("Content-Disposition", content.disposition())
                .header("Content-Security-Policy", NOTHING_RUNS)
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }
}
