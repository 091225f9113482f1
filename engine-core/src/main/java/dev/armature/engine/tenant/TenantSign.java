package dev.armature.engine.tenant;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.file.ThumbnailSize;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a tenant shows of itself to people who are nobody in it. Thread-safe. */
public final class TenantSign {

    /** A logo whose small form is larger is left out. */
    static final int MAX_LOGO_BYTES = 200_000;

    private final UploadedFiles files;

    public TenantSign(UploadedFiles files) {
        this.files = files;
    }

    /**
     * Its name, its colour and its logo, which is in the answer itself: there is no address for it.
     */
    public ObjectNode of(Tenant tenant) {
        return Json.object()
                .put("name", tenant.name())
                .put("locale", tenant.locale())
                .put("accent", tenant.brand().accent())
                .put("logo", logo(tenant));
    }

    private @Nullable String logo(Tenant tenant) {
        UUID logo = tenant.brand().logo();
        if (logo == null) {
            return null;
        }
        try {
            UploadedFiles.Content content =
                    files.thumbnailForAll(tenant.id(), logo, ThumbnailSize.SMALL);
            if (content.size() > MAX_LOGO_BYTES) {
                return null;
            }
            try (InputStream body = files.open(content, 0, content.size())) {
                return "data:%s;base64,%s"
                        .formatted(
                                content.mediaType(),
                                Base64.getEncoder().encodeToString(body.readAllBytes()));
            }
        } catch (EngineException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
