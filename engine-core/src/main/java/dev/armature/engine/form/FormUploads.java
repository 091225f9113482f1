package dev.armature.engine.form;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.file.KnownFile;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problem;
import java.io.InputStream;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Files that are sent with forms. Who sent one is given a sign for it, which is good for that form
 * alone and the only way to put a file into a record by it. Thread-safe.
 */
final class FormUploads {

    /** How large a file of a stranger may be, whatever its field would take. */
    static final int MAX_SIZE = 10 * 1024 * 1024;

    private static final String PURPOSE = "file";

    private final UploadedFiles files;
    private final FormSeal seal;

    FormUploads(UploadedFiles files, FormSeal seal) {
        this.files = files;
        this.seal = seal;
    }

    /** Takes a file for a field that the form asks for. */
    ObjectNode take(
            OpenForm open, String field, @Nullable String name, InputStream content, long length) {
        FieldModel asked =
                open.asked().keySet().stream()
                        .filter(one -> one.name().equals(field))
                        .filter(one -> one.type() instanceof AttachmentType)
                        .findFirst()
                        .orElseThrow(() -> EngineException.notFound("A field for files"));
        int most = most((AttachmentType) asked.type());
        if (length > most) {
            throw tooLarge(most);
        }
        KnownFile taken =
                files.take(open.guest(), name, new AtMost(content, most, () -> tooLarge(most)));
        boolean fits =
                ((AttachmentType) asked.type())
                        .rules()
                        .check(
                                taken.file(),
                                (code, message) -> {
                                    files.delete(open.guest(), taken.id());
                                    throw EngineException.invalid(
                                            ErrorCode.VALIDATION_FAILED,
                                            new Problem("", code, message));
                                });
        if (!fits) {
            throw new IllegalStateException("a file was refused without a reason");
        }
        return Json.object()
                .put("file", seal.seal(open.form().id(), PURPOSE, taken.id().toString()))
                .put("name", taken.file().name())
                .put("size", taken.file().size());
    }

    static int most(AttachmentType type) {
        return Math.toIntExact(Math.min(MAX_SIZE, type.rules().maxSize()));
    }

    private static EngineException tooLarge(int most) {
        return new EngineException(
                ErrorCode.BODY_TOO_LARGE, "A file of this form has at most " + most + " bytes");
    }

    /** The file that a sign is for; null when it is for none of this form. */
    @Nullable UUID opened(OpenForm open, String sign) {
        String id = seal.open(open.form().id(), PURPOSE, sign);
        return id == null ? null : UUID.fromString(id);
    }
}
