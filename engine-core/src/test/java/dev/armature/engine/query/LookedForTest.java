package dev.armature.engine.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.definition.IndexColumns;
import dev.armature.metadata.expression.Expression;
import dev.armature.metadata.json.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which index over several fields a query would be served best by. */
class LookedForTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "stage == \"won\" ; -amount ; 2,3",
                "stage == \"won\" ; amount ; 2,3",
                "stage == \"won\" && amount > 5 ; -amount ; 2,3",
                "amount > 5 && stage == \"won\" ; - ; 2,3",
                "active && stage == \"won\" ; closes ; 2,5,4",
                "!active ; closes ; 5,4",
                "- ; -amount,name ; 3,-1",
                "- ; amount,-name ; 3,-1",
                "stage == \"won\" ; stage,amount ; 2,3",
                "stage in [\"won\", \"lost\"] ; amount ; -",
                "amount > 5 ; amount ; -",
                "- ; amount ; -",
                "stage == \"won\" || active ; amount ; -",
                "stage == \"won\" ; account.name ; -",
                "stage == \"won\" ; -createdAt ; -",
                "stage == \"won\" && name == \"a\" && active && closes == date(\"2026-01-01\") ; amount ; -",
            })
    void whatListsHoldToOneValueComesBeforeTheirOrder(
            @Nullable String filter, @Nullable String sort, @Nullable String index) {
        RecordQuery query = RecordQuery.of(DealModel.DEAL);
        query = filter == null ? query : query.withFilter(filter);
        query = sort == null ? query : query.withSort(sort);

        assertThat(LookedFor.list(query.filter(), query.sort()).together())
                .isEqualTo(index == null ? null : IndexColumns.read(index));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            nullValues = "-",
            value = {
                "- ; stage ; sum(amount) ; 2,3",
                "- ; stage ; count() ; -",
                "stage == \"won\" && amount > 5 ; - ; sum(amount) ; 2,3",
                "stage == \"won\" ; closes ; max(amount) ; 2,4,3",
                "account.name == \"a\" ; stage ; sum(amount) ; -",
                "stage == \"won\" || active ; stage ; sum(amount) ; -",
                "- ; account.name ; sum(amount) ; -",
            })
    void figuresComeFromAnIndexThatHasAllThatTheyRead(
            @Nullable String filter,
            @Nullable String group,
            String measure,
            @Nullable String index) {
        var body = Json.object();
        if (filter != null) {
            body.put("filter", filter);
        }
        if (group != null) {
            body.putArray("groupBy").add(group);
        }
        body.putObject("measures").put("m", measure);
        AggregateQuery query = AggregateQuery.parse(DealModel.DEAL, body);
        Expression argument = query.measures().getFirst().argument();

        assertThat(
                        LookedFor.figures(
                                        query.filter(),
                                        query.groupings().stream().map(Grouping::field).toList(),
                                        argument == null ? List.of() : List.of(argument))
                                .together())
                .isEqualTo(index == null ? null : IndexColumns.read(index));
    }
}
