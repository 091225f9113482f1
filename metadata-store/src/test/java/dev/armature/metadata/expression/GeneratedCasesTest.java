package dev.armature.metadata.expression;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.metadata.field.Values;
import dev.armature.metadata.json.Json;
import dev.armature.testing.CaseRecords;
import dev.armature.testing.ExpressionCases;
import dev.armature.testing.RandomExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The second table of cases, of expressions made at random with the values that Java gives. */
class GeneratedCasesTest {

    private static final Path FILE = Path.of("src/test/resources/expression-cases-generated.json");
    private static final int CASES = 250;
    private static final long SEED = 20_260_315;
    private static final int LONGEST = 400;

    // After a change of what is generated: mvn test -pl metadata-store -Dtest=GeneratedCasesTest
    // -Darmature.cases.write=true
    @Example
    void theTableIsLargeAndCanBeMadeAnew() throws IOException {
        if (Boolean.getBoolean("armature.cases.write")) {
            write();
        }

        assertThat(Json.read(Files.readString(FILE)).get("cases")).hasSize(CASES);
    }

    @Property(tries = 500)
    void whateverIsWellTypedIsAcceptedAndHasAValueWithoutFailing(
            @ForAll("expressions") String expression) {
        CheckedExpression checked = Expressions.check(expression, CaseRecords.DEAL.scope(false));

        for (String record : ExpressionCases.RECORDS) {
            checked.evaluate(new CaseRecords().bindings(record));
        }
    }

    @Provide
    Arbitrary<String> expressions() {
        return RandomExpressions.any();
    }

    private static void write() throws IOException {
        List<String> rows =
                RandomExpressions.any().generator(1_000).stream(new Random(SEED))
                        .map(shrinkable -> shrinkable.value())
                        .filter(expression -> expression.length() < LONGEST)
                        .distinct()
                        .limit(CASES)
                        .map(GeneratedCasesTest::row)
                        .toList();
        Files.writeString(
                FILE,
                rows.stream()
                        .collect(
                                Collectors.joining(
                                        ",\n",
                                        "{\"about\": \"Made by GeneratedCasesTest; see expression-cases.json.\", \"cases\": [\n",
                                        "\n]}\n")));
    }

    private static String row(String expression) {
        CheckedExpression checked = Expressions.check(expression, CaseRecords.DEAL.scope(false));
        CaseRecords records = new CaseRecords();
        ArrayNode row = Json.MAPPER.createArrayNode().add(expression);
        for (String record : ExpressionCases.RECORDS) {
            JsonNode value = Values.toJson(checked.evaluate(records.bindings(record)));
            row.add(value);
        }
        return "  " + Json.write(row);
    }
}
