package dev.armature.engine.file;

import dev.armature.metadata.tenant.TenantId;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Bodies in a bucket of an object store that speaks the S3 protocol. One comes onto this machine's
 * disk first, where it costs no memory and a slow client holds up nobody, and then goes to the
 * store: at once, or in parts that the store puts together, so that it is there whole or not at
 * all.
 */
public final class S3Bodies implements FileBodies {

    /** What is sent at once; larger bodies go in parts of that size. */
    static final int PART = 16 * 1024 * 1024;

    /** How many parts the protocol allows a body. */
    static final int MAX_PARTS = 10_000;

    /** How long parts of a body are kept that a crash left unfinished. */
    static final Duration HALVES_KEPT = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(S3Bodies.class);

    private static final Duration CONNECTING = Duration.ofSeconds(5);
    private static final Duration WAITING = Duration.ofSeconds(60);
    private static final int NOT_FOUND = 404;
    private static final int NO_SUCH_RANGE = 416;
    private static final int FAILING = 500;

    private final S3Options options;
    private final S3Client store;
    private final Spool spool;

    /**
     * Opens the bucket.
     *
     * @param spool a folder for what is on its way to the store
     * @throws UncheckedIOException if it cannot be had, saying why
     */
    public S3Bodies(S3Options options, Path spool) {
        this.options = options;
        this.store = client(options);
        try {
            this.spool = new Spool(spool, HALVES_KEPT);
            told(() -> store.headBucket(bucket -> bucket.bucket(options.bucket())));
        } catch (IOException e) {
            store.close();
            throw new UncheckedIOException(e);
        }
        forgetHalves();
    }

    private static S3Client client(S3Options options) {
        S3ClientBuilder builder =
                S3Client.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(CONNECTING)
                                        .socketTimeout(WAITING))
                        .region(Region.of(options.region()))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                options.key(), options.secret())))
                        // The JDK's client loses connections that were asked to wait for a word.
                        .serviceConfiguration(s3 -> s3.expectContinueEnabled(false))
                        // Other stores than Amazon's do not know the newer checksums.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED);
        if (options.endpoint() != null) {
            builder.endpointOverride(options.endpoint()).forcePathStyle(true);
        }
        return builder.build();
    }

    // Not all stores can say what is unfinished, and most can be told to forget it by themselves.
    private void forgetHalves() {
        Instant before = Instant.now().minus(HALVES_KEPT);
        try {
            store.listMultipartUploads(list -> list.bucket(options.bucket())).uploads().stream()
                    .filter(half -> half.initiated().isBefore(before))
                    .forEach(this::abort);
        } catch (SdkException e) {
            LOG.warn("What was left half written in {} stays: {}", options, e.getMessage());
        }
    }

    private void abort(MultipartUpload half) {
        abort(half.key(), half.uploadId());
    }

    private void abort(String key, String upload) {
        try {
            store.abortMultipartUpload(
                    abort -> abort.bucket(options.bucket()).key(key).uploadId(upload));
        } catch (SdkException e) {
            LOG.warn("The half of {} stays in {}: {}", key, options, e.getMessage());
        }
    }

    @FunctionalInterface
    private interface Call<T> {
        T make();
    }

    /** What the store says, with its failures as those of a disk. */
    private <T> T told(Call<T> call) throws IOException {
        try {
            return call.make();
        } catch (SdkException e) {
            throw failure(e);
        }
    }

    private IOException failure(SdkException e) {
        if (!(e instanceof S3Exception answer)) {
            return new AwayException("the store is away, " + options + ": " + e.getMessage(), e);
        }
        if (answer.statusCode() == NOT_FOUND) {
            return (IOException)
                    new NoSuchFileException(options.bucket(), null, e.getMessage()).initCause(e);
        }
        String refused = "the store refused, " + options + ": " + e.getMessage();
        return answer.statusCode() >= FAILING
                ? new AwayException(refused, e)
                : new IOException(refused, e);
    }

    @Override
    public Written write(BodyName name, Writing writing) throws IOException {
        Path half = spool.make();
        try {
            Written written = Spool.fill(half, writing, false);
            if (written.size() <= PART) {
                told(() ->
                        store.putObject(
                                put -> put.bucket(options.bucket()).key(name.path()),
                                RequestBody.fromFile(half)));
            } else {
                writeInParts(name.path(), half, written.size());
            }
            return written;
        } finally {
            Files.deleteIfExists(half);
        }
    }

    private void writeInParts(String key, Path half, long size) throws IOException {
        long part = Math.max(PART, Math.ceilDiv(size, MAX_PARTS));
        String upload =
                told(() ->
                        store.createMultipartUpload(
                                        begin -> begin.bucket(options.bucket()).key(key))
                                .uploadId());
        try {
            List<CompletedPart> parts = new ArrayList<>();
            for (long at = 0; at < size; at += part) {
                parts.add(
                        writePart(
                                key,
                                upload,
                                parts.size() + 1,
                                half,
                                at,
                                Math.min(part, size - at)));
            }
            told(() ->
                    store.completeMultipartUpload(complete ->
                            complete.bucket(options.bucket())
                                    .key(key)
                                    .uploadId(upload)
                                    .multipartUpload(all -> all.parts(parts))));
        } catch (IOException | RuntimeException e) {
            abort(key, upload);
            throw e;
        }
    }

    private CompletedPart writePart(
            String key, String upload, int number, Path half, long at, long length)
            throws IOException {
        // Read anew when the store has to be asked a second time.
        ContentStreamProvider content = () -> piece(half, at, length);
        String etag =
                told(() ->
                        store.uploadPart(
                                        one ->
                                                one.bucket(options.bucket())
                                                        .key(key)
                                                        .uploadId(upload)
                                                        .partNumber(number)
                                                        .contentLength(length),
                                        RequestBody.fromContentProvider(
                                                content, length, "application/octet-stream"))
                                .eTag());
        return CompletedPart.builder().partNumber(number).eTag(etag).build();
    }

    private static InputStream piece(Path half, long at, long length) {
        try {
            SeekableByteChannel channel = Files.newByteChannel(half);
            channel.position(at);
            return new Bounded(Channels.newInputStream(channel), length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public InputStream read(BodyName name, long from, long length) throws IOException {
        if (length == 0) {
            if (size(name).isEmpty()) {
                throw new NoSuchFileException(name.path());
            }
            return InputStream.nullInputStream();
        }
        boolean open = length > Long.MAX_VALUE - from;
        GetObjectRequest.Builder get =
                GetObjectRequest.builder().bucket(options.bucket()).key(name.path());
        if (from > 0 || !open) {
            get.range("bytes=" + from + "-" + (open ? "" : from + length - 1));
        }
        try {
            return new Answer(store.getObject(get.build()));
        } catch (SdkException e) {
            if (e instanceof S3Exception answer && answer.statusCode() == NO_SUCH_RANGE) {
                return InputStream.nullInputStream();
            }
            throw failure(e);
        }
    }

    /** Closes the connection when it is left early, instead of reading on to the end. */
    private static final class Answer extends FilterInputStream {
        private final ResponseInputStream<GetObjectResponse> answer;
        private boolean ended;

        Answer(ResponseInputStream<GetObjectResponse> answer) {
            super(answer);
            this.answer = answer;
        }

        @Override
        public int read() throws IOException {
            int read = super.read();
            ended |= read < 0;
            return read;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            ended |= read < 0;
            return read;
        }

        @Override
        public void close() throws IOException {
            if (!ended) {
                answer.abort();
            }
            super.close();
        }
    }

    @Override
    public OptionalLong size(BodyName name) throws IOException {
        try {
            return OptionalLong.of(
                    told(() ->
                            store.headObject(head -> head.bucket(options.bucket()).key(name.path()))
                                    .contentLength()));
        } catch (NoSuchFileException e) {
            return OptionalLong.empty();
        }
    }

    @Override
    public void delete(BodyName name) throws IOException {
        try {
            told(() ->
                    store.deleteObject(delete -> delete.bucket(options.bucket()).key(name.path())));
        } catch (NoSuchFileException e) {
            // some stores say so
        }
    }

    @Override
    public void list(TenantId tenant, Consumer<Found> consumer) throws IOException {
        told(() -> {
            store.listObjectsV2Paginator(
                            list -> list.bucket(options.bucket()).prefix(BodyName.folder(tenant)))
                    .contents()
                    .forEach(object -> found(tenant, object, consumer));
            return true;
        });
    }

    private static void found(TenantId tenant, S3Object object, Consumer<Found> consumer) {
        String key = object.key();
        BodyName name = BodyName.parse(tenant, key.substring(key.lastIndexOf('/') + 1));
        if (name != null) {
            consumer.accept(new Found(name, object.size(), object.lastModified()));
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
