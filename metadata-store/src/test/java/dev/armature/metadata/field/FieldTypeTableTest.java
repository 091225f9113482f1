package dev.armature.metadata.field;

import static dev.armature.testing.FieldTypeTable.comparable;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.armature.metadata.definition.FieldDefinition;
import dev.armature.metadata.json.Json;
import dev.armature.metadata.problem.Problems;
import dev.armature.testing.FieldTypeTable;
import dev.armature.testing.FieldTypeTable.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each type, held against the shared table: values, cells, wrong ones, and its JSON Schema. */
class FieldTypeTableTest {

    @TestFactory
    Stream<DynamicTest> whatIsTakenGetsItsNormalForm() {
        return each(
                "taken",
                (row, entry) -> {
                    Object value = type(row).read(entry.get(0), FieldTypeTableTest::unexpected);
                    assertThat(comparable(Values.toJson(value)))
                            .isEqualTo(comparable(entry.get(1)));
                });
    }

    @TestFactory
    Stream<DynamicTest> aCellIsReadAsTheSameValue() {
        return each(
                "cells",
                (row, entry) -> {
                    Object value =
                            type(row)
                                    .readCell(
                                            entry.get(0).textValue(),
                                            FieldTypeTableTest::unexpected);
                    assertThat(comparable(Values.toJson(value)))
                            .isEqualTo(comparable(entry.get(1)));
                });
    }

    @TestFactory
    Stream<DynamicTest> whatIsWrongIsRefusedOnceByItsCode() {
        return Stream.concat(
                each("refused", (row, entry) -> refused(entry, type(row)::read)),
                each(
                        "refusedCells",
                        (row, entry) ->
                                refused(
                                        entry,
                                        (json, refusal) ->
                                                type(row).readCell(json.textValue(), refusal))));
    }

    private static void refused(
            JsonNode entry, BiFunction<JsonNode, FieldType.Refusal, Object> reading) {
        List<String> codes = new ArrayList<>();
        Object value = reading.apply(entry.get(0), (code, message) -> codes.add(code));
        assertThat(value).isNull();
        assertThat(codes).containsExactly(entry.get(1).textValue());
    }

    @TestFactory
    Stream<DynamicTest> theJsonSchemaAgrees() {
        return Stream.concat(
                each(
                        "taken",
                        (row, entry) -> {
                            assertThat(schema(row).validate(entry.get(0))).as("given").isEmpty();
                            assertThat(schema(row).validate(entry.get(1))).as("answered").isEmpty();
                        }),
                each(
                        "refused",
                        (row, entry) -> {
                            if (!entry.has(2)) {
                                assertThat(schema(row).validate(entry.get(0))).isNotEmpty();
                            }
                        }));
    }

    @TestFactory
    Stream<DynamicTest> anAttributeThatDoesNotFitIsRefusedAtItsPlace() {
        return each(
                "options",
                (row, entry) -> {
                    ObjectNode field = row.field("value");
                    field.setAll((ObjectNode) entry.get(0));
                    Problems problems = new Problems();
                    FieldDefinition.read(1, null, field, "", problems);
                    assertThat(problems.list())
                            .extracting(problem -> problem.pointer() + " " + problem.code())
                            .containsExactly(
                                    entry.get(1).textValue() + " " + entry.get(2).textValue());
                });
    }

    @TestFactory
    Stream<DynamicTest> aFieldIsDescribedByWhatMakesItAgain() {
        return FieldTypeTable.rows().stream()
                .map(row ->
                        DynamicTest.dynamicTest(
                                row.toString(),
                                () -> {
                                    FieldDefinition field = definition(row.field("value"));
                                    assertThat(definition(field.toJson())).isEqualTo(field);
                                }));
    }

    private static Stream<DynamicTest> each(String column, RowTest test) {
        return FieldTypeTable.rows().stream()
                .flatMap(row ->
                        row.column(column).stream()
                                .map(entry ->
                                        DynamicTest.dynamicTest(
                                                row.type() + " " + column + " " + entry.get(0),
                                                () -> test.run(row, entry))));
    }

    @FunctionalInterface
    private interface RowTest {
        void run(Row row, JsonNode entry);
    }

    private static FieldType type(Row row) {
        return definition(row.field("value")).type();
    }

    private static FieldDefinition definition(ObjectNode json) {
        Problems problems = new Problems();
        FieldDefinition field = FieldDefinition.read(1, null, json, "", problems);
        assertThat(problems.list()).isEmpty();
        return field;
    }

    private static Schema schema(Row row) {
        ObjectNode schema = Json.object();
        type(row).schema(schema);
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(schema);
    }

    private static void unexpected(String code, String message) {
        throw new AssertionError(code + ": " + message);
    }
}
