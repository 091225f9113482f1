package dev.armature.engine.record;

import static dev.armature.engine.testing.EngineFixture.json;
import static dev.armature.engine.testing.EngineFixture.refusal;
import static dev.armature.testing.MetadataFixture.editor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.engine.access.Caller;
import dev.armature.engine.testing.EngineFixture;
import dev.armature.metadata.change.MetadataService.Editor;
import dev.armature.metadata.problem.ErrorCode;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Changing metadata over records that are already there. */
class RecordAdjusterTest {

    private EngineFixture engine;
    private Caller ann;
    private Editor editor;

    @BeforeEach
    void open() {
        engine = new EngineFixture(new RecordAdjuster());
        ann = engine.ann;
        editor = editor(ann.tenantId());
        engine.object(ann, "{'name': 'account', 'fields': [{'name': 'code', 'type': 'text'}]}");
        engine.object(
                ann,
                "{'name': 'deal', 'fields': [{'name': 'account', 'type': 'reference', 'target': 'account'}]}");
    }

    @AfterEach
    void close() {
        engine.close();
    }

    @Test
    void aFieldBecomesUniqueOverExistingRecords() {
        engine.create(ann, "account", "{'code': 'x'}");
        engine.metadata.service.changeField(editor, "account", "code", json("{'unique': true}"));

        assertThat(refusal(() -> engine.create(ann, "account", "{'code': 'x'}")).code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);

        engine.metadata.service.changeField(editor, "account", "code", json("{'unique': false}"));
        engine.create(ann, "account", "{'code': 'x'}");
        assertThat(
                        refusal(() ->
                                        engine.metadata.service.changeField(
                                                editor,
                                                "account",
                                                "code",
                                                json("{'unique': true}")))
                                .problems())
                .satisfiesExactly(problem -> {
                    assertThat(problem.pointer()).isEqualTo("/unique");
                    assertThat(problem.message()).contains("1 records have a value");
                });
    }

    @Test
    void aUniqueFieldThatWasDeletedAndRestoredHoldsAgain() {
        engine.metadata.service.changeField(editor, "account", "code", json("{'unique': true}"));
        engine.create(ann, "account", "{'code': 'x'}");
        engine.metadata.service.deleteField(editor, "account", "code");
        engine.metadata.service.restoreField(editor, "account", "code");

        assertThat(refusal(() -> engine.create(ann, "account", "{'code': 'x'}")).code())
                .isEqualTo(ErrorCode.NOT_UNIQUE);
    }

    @Test
    void linksGoAndComeWithTheirFieldAndTheirObject() {
        UUID account = engine.createId(ann, "account", "{}");
        engine.createId(ann, "deal", "{'account': '" + account + "'}");
        Command delete = new Command.Delete("account", account, null);

        assertThat(refusal(() -> engine.write(ann, delete)).code()).isEqualTo(ErrorCode.REFERENCED);
        engine.metadata.service.deleteField(editor, "deal", "account");
        engine.metadata.service.restoreField(editor, "deal", "account");
        assertThat(refusal(() -> engine.write(ann, delete)).code()).isEqualTo(ErrorCode.REFERENCED);
        engine.metadata.service.deleteObject(editor, "deal");
        engine.metadata.service.restoreObject(editor, "deal");
        assertThat(refusal(() -> engine.write(ann, delete)).code()).isEqualTo(ErrorCode.REFERENCED);
        engine.metadata.service.deleteObject(editor, "deal");
        engine.write(ann, delete);
    }
}
