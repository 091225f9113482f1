package dev.armature.engine.share;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.access.Caller;
import dev.armature.engine.file.ThumbnailSize;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.identity.Callers;
import dev.armature.engine.identity.TenantDirectory;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.tenant.PublicAccess;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import dev.armature.metadata.tenant.Tenant;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Links to files that need no sign-in and end after minutes, for what cannot send a token: an
 * image's address in a page, a program that plays or prints. A link does what its maker may do at
 * the moment when it is followed; one that does not lead anywhere is answered as one that never
 * was, whatever the reason. Nothing is kept of them. Thread-safe.
 */
public final class FileLinks {

    /** How long a link lasts of which nothing else is said. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofMinutes(5);

    /** How long a link may last. */
    public static final Duration MAX_LIFETIME = Duration.ofHours(1);

    /** Where links lead. */
    public static final String ADDRESSES = "/api/v1/public/files/";

    private final FileLinkSeal seal;
    private final UploadedFiles files;
    private final TenantDirectory tenants;
    private final Callers callers;
    private final PublicAccess allowed;
    private final UsageMeter meter;
    private final PublicUrl url;
    private final Clock clock;

    /**
     * @param key what links are sealed with
     */
    public FileLinks(
            byte[] key,
            UploadedFiles files,
            TenantDirectory tenants,
            Callers callers,
            PublicAccess allowed,
            UsageMeter meter,
            PublicUrl url,
            Clock clock) {
        this.seal = new FileLinkSeal(key);
        this.files = files;
        this.tenants = tenants;
        this.callers = callers;
        this.allowed = allowed;
        this.meter = meter;
        this.url = url;
        this.clock = clock;
    }

    private enum Disposition {
        INLINE,
        ATTACHMENT;

        String spelling() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What is asked for. */
    private record Wish(Duration lifetime, Disposition disposition, @Nullable ThumbnailSize size) {

        static Wish read(ObjectNode body) {
            Problems problems = new Problems();
            Attributes attributes = Attributes.of(body, "", problems);
            Integer seconds = attributes.optionalInt("seconds", 1, (int) MAX_LIFETIME.toSeconds());
            Disposition disposition =
                    attributes.choice(
                            "disposition",
                            Disposition.INLINE,
                            List.of(Disposition.values()),
                            Disposition::spelling);
            ThumbnailSize size = size(attributes);
            attributes.finish();
            problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
            return new Wish(
                    seconds == null ? DEFAULT_LIFETIME : Duration.ofSeconds(seconds),
                    disposition,
                    size);
        }

        private static @Nullable ThumbnailSize size(Attributes attributes) {
            Integer pixels = attributes.optionalInt("size", 1, Integer.MAX_VALUE);
            ThumbnailSize size = pixels == null ? null : ThumbnailSize.of(pixels.toString());
            if (pixels != null && size == null) {
                attributes
                        .problems()
                        .add(
                                attributes.pointer("size"),
                                "unknown_option",
                                "One of "
                                        + String.join(", ", ThumbnailSize.spellings())
                                        + " is expected");
            }
            return size;
        }
    }

    /**
     * A link to a file that the caller may see, of {@code {seconds?, disposition?, size?}}.
     *
     * @throws EngineException {@code not_found} if there is none; {@code forbidden} where the
     *     tenant allows no links; {@code validation_failed}
     */
    public ObjectNode make(Caller caller, UUID file, ObjectNode body) {
        Wish wish = Wish.read(body);
        content(caller, file, wish.size);
        if (!allowed.get(caller.tenantId()).links()) {
            throw new EngineException(
                    ErrorCode.FORBIDDEN, "The administrators of this tenant allow no public links");
        }
        Instant expiresAt = clock.instant().plus(wish.lifetime).truncatedTo(ChronoUnit.SECONDS);
        String written =
                seal.write(
                        new FileLinkSeal.Said(
                                caller.tenant().uid(),
                                file,
                                caller.userId(),
                                expiresAt,
                                wish.disposition == Disposition.ATTACHMENT,
                                wish.size));
        return Json.object()
                .put("url", url.of(ADDRESSES + written))
                .put("expiresAt", expiresAt.toString());
    }

    private UploadedFiles.Content content(Caller caller, UUID file, @Nullable ThumbnailSize size) {
        return size == null ? files.content(caller, file) : files.thumbnail(caller, file, size);
    }

    /**
     * What a link leads to.
     *
     * @param written the last part of its address
     * @throws EngineException {@code not_found} if it leads nowhere, or not any more
     */
    public UploadedFiles.Content open(String written) {
        FileLinkSeal.Said said = seal.read(written);
        if (said == null || !said.expiresAt().isAfter(clock.instant())) {
            throw nowhere();
        }
        Tenant tenant =
                tenants.find(said.tenant()).filter(Tenant::active).orElseThrow(FileLinks::nowhere);
        meter.request(tenant.id());
        if (!allowed.get(tenant.id()).links()) {
            throw nowhere();
        }
        Caller maker = callers.find(tenant, said.maker()).orElseThrow(FileLinks::nowhere);
        try {
            UploadedFiles.Content content = content(maker, said.file(), said.size());
            return said.saved() ? content.saved() : content;
        } catch (EngineException e) {
            throw e.code() == ErrorCode.NOT_FOUND ? nowhere() : e;
        }
    }

    private static EngineException nowhere() {
        return EngineException.notFound("What this link led to");
    }
}
