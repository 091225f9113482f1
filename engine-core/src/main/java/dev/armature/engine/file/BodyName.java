package dev.armature.engine.file;

import dev.armature.metadata.tenant.TenantId;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a body lies: under its tenant, always. The one place that makes such names.
 *
 * @param thumbnail the size of the thumbnail that it is, or null for the file itself
 */
public record BodyName(TenantId tenant, UUID file, @Nullable ThumbnailSize thumbnail) {

    private static final int SPREAD = 2;
    private static final Pattern LAST =
            Pattern.compile(
                    "([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\\.t([0-9]{1,4}))?");

    /** The body of a file itself. */
    public static BodyName of(TenantId tenant, UUID file) {
        return new BodyName(tenant, file, null);
    }

    /** All bodies that a file may have. */
    static List<BodyName> all(TenantId tenant, UUID file) {
        return Stream.concat(
                        Stream.of(of(tenant, file)),
                        Stream.of(ThumbnailSize.values())
                                .map(size -> new BodyName(tenant, file, size)))
                .toList();
    }

    /** What the names of a tenant's bodies begin with. */
    static String folder(TenantId tenant) {
        return tenant.value() + "/";
    }

    /** The name, with slashes; the end of the id, which is random, spreads files over folders. */
    public String path() {
        return folder() + "/" + file + (thumbnail == null ? "" : ".t" + thumbnail.pixels());
    }

    /** The name without its last part. */
    String folder() {
        String id = file.toString();
        return folder(tenant) + id.substring(id.length() - SPREAD);
    }

    /** The body that a name's last part is of; null when it is of none. */
    static @Nullable BodyName parse(TenantId tenant, String last) {
        Matcher matcher = LAST.matcher(last);
        if (!matcher.matches()) {
            return null;
        }
        ThumbnailSize size = null;
        if (matcher.group(2) != null) {
            size = ThumbnailSize.of(matcher.group(2));
            if (size == null) {
                return null;
            }
        }
        return new BodyName(tenant, UUID.fromString(matcher.group(1)), size);
    }
}
