package dev.armature.engine.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/**
 * Finds out what a file is from how it begins. What the client says is not believed; the name only
 * tells apart what looks alike: a text from a table of comma-separated values, one archive of
 * office files from another.
 */
final class MediaTypes {

    /** How much of a file is looked at. */
    static final int PREFIX = 64 * 1024;

    static final String UNKNOWN = "application/octet-stream";

    /** What browsers show without running anything of it. */
    private static final Set<String> SHOWN =
            Set.of("image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "text/plain");

    private static final List<String> PLAYED = List.of("audio/", "video/");

    private MediaTypes() {}

    /** The media type of a file that begins so. */
    static String detect(byte[] prefix, String name) {
        try {
            MediaType byContent = detect(prefix, new Metadata());
            if (byContent.equals(MediaType.OCTET_STREAM)) {
                return UNKNOWN;
            }
            Metadata named = new Metadata();
            named.set(TikaCoreProperties.RESOURCE_NAME_KEY, name);
            return known(detect(prefix, named).getBaseType().toString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static MediaType detect(byte[] prefix, Metadata metadata) throws IOException {
        return MimeTypes.getDefaultMimeTypes().detect(new ByteArrayInputStream(prefix), metadata);
    }

    // Names that the detector has made up for itself say nothing to others.
    private static String known(String mediaType) {
        return switch (mediaType) {
            case "application/x-tika-ooxml", "application/x-tika-ooxml-protected" ->
                    "application/zip";
            case "application/x-tika-msoffice" -> "application/x-ole-storage";
            default -> mediaType;
        };
    }

    /** Whether a browser may show it in the place of a page; all else is given to be saved. */
    static boolean isShown(String mediaType) {
        return SHOWN.contains(mediaType) || PLAYED.stream().anyMatch(mediaType::startsWith);
    }
}
