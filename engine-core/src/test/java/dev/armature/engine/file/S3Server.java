package dev.armature.engine.file;

import java.net.URI;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.TransientNio2BlobStore;

/** A server that speaks the S3 protocol, checks signatures, and keeps everything in memory. */
final class S3Server implements AutoCloseable {

    static final String BUCKET = "armature";

    private final TransientNio2BlobStore blobs = new TransientNio2BlobStore();
    private final S3Proxy server;

    S3Server() throws Exception {
        blobs.createContainer(BUCKET);
        server =
                S3Proxy.builder()
                        .blobStore(blobs)
                        .endpoint(URI.create("http://127.0.0.1:0"))
                        .awsAuthentication(AuthenticationType.AWS_V4, "key", "secret")
                        .build();
        server.start();
    }

    S3Options options() {
        return options(BUCKET, "secret");
    }

    S3Options options(String bucket, String secret) {
        return new S3Options(
                URI.create("http://127.0.0.1:" + server.getPort()),
                bucket,
                S3Options.DEFAULT_REGION,
                "key",
                secret);
    }

    /** How many bodies are begun in parts and not done. */
    int halves() {
        return blobs.listMultipartUploads(BUCKET).size();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
