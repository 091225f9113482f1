package dev.armature.engine.form;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.engine.audit.AuditEvent;
import dev.armature.engine.audit.AuditKind;
import dev.armature.engine.file.UploadedFiles;
import dev.armature.engine.form.FormDefinition.Asked;
import dev.armature.engine.identity.AttemptLimits;
import dev.armature.engine.identity.MailedLinks;
import dev.armature.engine.identity.Visitor;
import dev.armature.engine.query.RecordReader;
import dev.armature.engine.record.Cause;
import dev.armature.engine.record.Command;
import dev.armature.engine.record.Outcome;
import dev.armature.engine.record.RecordWriter;
import dev.armature.engine.sql.Sql;
import dev.armature.engine.sql.TenantDatabase;
import dev.armature.engine.tenant.TenantSign;
import dev.armature.engine.usage.UsageMeter;
import dev.armature.metadata.change.TenantModels;
import dev.armature.metadata.field.AttachmentType;
import dev.armature.metadata.field.ColumnType;
import dev.armature.metadata.field.ReferenceType;
import dev.armature.metadata.json.Attributes;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.model.FieldModel;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.problem.Problems;
import java.io.InputStream;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Shows forms to strangers, and makes records of what they send. Thread-safe. */
public final class FormPages {

    /** How long an answer may be, in bytes; files are sent by themselves. */
    public static final int MAX_ANSWER = 256 * 1024;

    private static final int MAX_TICKET = 200;

    private final TenantDatabase database;
    private final RecordWriter writer;
    private final FormDoor door;
    private final FormTicket tickets;
    private final FormChoices choices;
    private final FormUploads uploads;
    private final FormInput input;
    private final TenantSign sign;
    private final AttemptLimits limits;

    /**
     * @param key signs what pages send back, the same on every node
     */
    public FormPages(
            TenantDatabase database,
            TenantModels models,
            RecordReader reader,
            RecordWriter writer,
            UploadedFiles files,
            TenantSign sign,
            MailedLinks links,
            AttemptLimits limits,
            UsageMeter meter,
            byte[] key,
            Clock clock) {
        this.database = database;
        this.writer = writer;
        this.sign = sign;
        this.limits = limits;
        FormSeal seal = new FormSeal(key);
        this.door = new FormDoor(links, models, meter, clock);
        this.tickets = new FormTicket(seal, clock);
        this.choices = new FormChoices(reader);
        this.uploads = new FormUploads(files, seal);
        this.input = new FormInput(choices, uploads);
    }

    /**
     * What the page of {@code {token}} shows.
     *
     * @throws EngineException {@code invalid_link}
     */
    public ObjectNode look(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        OpenForm open = door.required(token, visitor);
        FormDefinition definition = open.form().definition();
        ObjectNode page =
                Json.object()
                        .put("title", definition.title())
                        .put("intro", definition.intro())
                        .put("ticket", tickets.issue(open.form().id()))
                        .put("waitSeconds", FormTicket.LEAST.toSeconds());
        page.set("tenant", sign.of(open.tenant()));
        ArrayNode fields = page.putArray("fields");
        open.asked().forEach((field, asked) -> fields.add(field(open, field, asked)));
        return page;
    }

    private ObjectNode field(OpenForm open, FieldModel field, Asked asked) {
        ObjectNode json =
                Json.object()
                        .put("name", field.name())
                        .put(
                                "label",
                                Objects.requireNonNullElse(
                                        asked.label(), field.definition().label()))
                        .put("help", asked.help())
                        .put("type", field.type().name())
                        .put("required", asked.required() || field.definition().required());
        if (field.type() instanceof ReferenceType) {
            ArrayNode list = json.putArray("choices");
            choices.of(open, field)
                    .forEach((id, title) -> list.addObject().put("value", id).put("label", title));
        } else {
            field.type().describe(json);
        }
        if (field.type() instanceof AttachmentType type) {
            json.put("maxSize", FormUploads.most(type));
        }
        return json;
    }

    /**
     * Takes a file for one of the form's fields.
     *
     * @param length how long it is said to be; negative where that is not said
     */
    public ObjectNode takeFile(
            String token,
            String field,
            @Nullable String name,
            InputStream content,
            long length,
            Visitor visitor) {
        OpenForm open = door.required(token, visitor);
        limits.take(
                List.of(
                        AttemptLimits.Limit.FORM_FILES.of(
                                open.form().id().toString(), visitor.network())));
        return uploads.take(open, field, name, content, length);
    }

    /**
     * Takes what a stranger sent: {@code {token, ticket, values, website?}}. Whoever fills in what
     * people do not see is a program, and is answered as if it were taken; so is who gives a value
     * that is taken, as all else would tell strangers which values there are.
     */
    public ObjectNode answer(ObjectNode body, Visitor visitor) {
        Problems problems = new Problems();
        Attributes attributes = Attributes.of(body, "", problems);
        String token = attributes.text("token", MailedLinks.MAX_LENGTH);
        String ticket = attributes.text("ticket", MAX_TICKET);
        String trap = attributes.optionalText("website", MailedLinks.MAX_LENGTH);
        ObjectNode values = values(attributes);
        attributes.finish();
        problems.throwIfAny(ErrorCode.VALIDATION_FAILED);
        OpenForm open = door.required(token, visitor);
        String form = open.form().id().toString();
        limits.take(
                List.of(
                        AttemptLimits.Limit.FORM_FROM.of(form, visitor.network()),
                        AttemptLimits.Limit.FORM.of(form)));
        tickets.require(open.form().id(), ticket);
        if (trap != null && !trap.isEmpty()) {
            return notTaken(open);
        }
        Problems wrong = new Problems();
        ObjectNode record = input.read(open, values, wrong);
        wrong.throwIfAny(ErrorCode.VALIDATION_FAILED);
        return write(open, record, visitor);
    }

    private static ObjectNode values(Attributes attributes) {
        JsonNode sent = attributes.node("values");
        if (sent instanceof ObjectNode values) {
            return values;
        }
        attributes
                .problems()
                .add("/values", "required", "The values of the fields are expected, by name");
        return Json.object();
    }

    private ObjectNode write(OpenForm open, ObjectNode record, Visitor visitor) {
        try {
            writer.write(
                    open.guest(),
                    List.of(
                            new Command.Create(
                                    open.object().name(), record, null, open.form().owner())),
                    Cause.of("form", open.form().id().toString()),
                    true,
                    (connection, outcomes) -> count(connection, open, outcomes, visitor));
            return thanks(open);
        } catch (EngineException refusal) {
            if (refusal.code() == ErrorCode.NOT_UNIQUE) {
                return notTaken(open);
            }
            throw FormRefusal.told(open, refusal);
        }
    }

    /** Counts it, unless the form was closed or filled up meanwhile. */
    private static void count(
            Connection connection, OpenForm open, List<Outcome> outcomes, Visitor visitor) {
        PublicForm form = open.form();
        int counted =
                update(
                        connection,
                        open,
                        Sql.of(
                                "answers = f.answers + 1, last_answer_at = now() where f.open and (f.most_answers is null or f.answers < f.most_answers) and f.secret = ",
                                Sql.bytes(form.secret())));
        if (counted == 0) {
            throw MailedLinks.refused();
        }
        Outcome.Done made = (Outcome.Done) outcomes.getFirst();
        new AuditEvent(
                        AuditKind.FORM_ANSWERED,
                        null,
                        form.id().toString(),
                        visitor.address(),
                        Json.object()
                                .put("object", open.object().name())
                                .put("record", made.record().id().toString()))
                .write(connection, open.tenant().id());
    }

    private ObjectNode notTaken(OpenForm open) {
        database.transaction(
                open.tenant().id(),
                connection ->
                        update(
                                connection,
                                open,
                                Sql.raw("not_taken = f.not_taken + 1 where true")));
        return thanks(open);
    }

    private static int update(Connection connection, OpenForm open, Sql change) {
        return Sql.of(
                        "update public_form f set ",
                        change,
                        " and f.tenant_id = ",
                        Sql.number(open.tenant().id().value()),
                        " and f.id = ",
                        Sql.value(open.form().id(), ColumnType.UUID))
                .execute(connection);
    }

    private static ObjectNode thanks(OpenForm open) {
        FormDefinition definition = open.form().definition();
        return Json.object()
                .put("thanks", definition.thanks())
                .put("redirect", definition.redirect());
    }
}
