package dev.armature.bench.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** Deals as they might be: the same number gives the same deal, whoever stores it. */
public final class SampleDeals {

    /** The stages, of which one in five deals has each. */
    public static final List<String> STAGES =
            List.of("new", "qualified", "proposal", "won", "lost");

    private static final LocalDate FIRST_DAY = LocalDate.of(2025, 1, 1);
    private static final Instant FIRST_MOMENT = Instant.parse("2025-01-01T08:00:00Z");
    private static final String NOTES =
            "Met at the fair, asked for an offer with delivery before the summer, prefers to be called in the morning. ";

    private SampleDeals() {}

    /** The metadata of the accounts. */
    public static final String ACCOUNT_OBJECT =
            """
            {"name": "account", "fields": [{"name": "name", "type": "text", "required": true}]}
            """;

    /** The metadata of the deals. */
    public static final String DEAL_OBJECT =
            """
            {"name": "deal", "titleField": "name",
             "fields": [
               {"name": "name", "type": "text", "required": true, "maxLength": 200},
               {"name": "code", "type": "text", "maxLength": 100, "unique": true},
               {"name": "stage", "type": "select", "options": ["new", "qualified", "proposal", "won", "lost"],
                "default": "\\"new\\""},
               {"name": "amount", "type": "decimal", "scale": 2, "minimum": 0},
               {"name": "probability", "type": "integer", "minimum": 0, "maximum": 100},
               {"name": "closeDate", "type": "date"},
               {"name": "contactedAt", "type": "dateTime"},
               {"name": "active", "type": "boolean"},
               {"name": "email", "type": "email"},
               {"name": "account", "type": "reference", "target": "account"},
               {"name": "notes", "type": "longText"}],
             "indexes": [["stage", "amount"]],
             "validations": [
               {"name": "wonNeedsAmount", "expression": "stage != \\"won\\" || amount > 0",
                "field": "amount", "message": "A won deal needs an amount"}]}
            """;

    /** The deal of a number, referring to one of the accounts. */
    public static ObjectNode deal(int number, List<String> accounts) {
        SplittableRandom random = new SplittableRandom(number);
        ObjectNode deal = Json.object();
        deal.put("name", "Deal " + number + " of the season");
        deal.put("code", "D-%08d".formatted(number));
        deal.put("stage", STAGES.get(random.nextInt(STAGES.size())));
        deal.put("amount", BigDecimal.valueOf(random.nextInt(100, 10_000_000), 2));
        deal.put("probability", random.nextInt(101));
        deal.put("closeDate", FIRST_DAY.plusDays(random.nextInt(700)).toString());
        deal.put("contactedAt", FIRST_MOMENT.plusSeconds(random.nextInt(40_000_000)).toString());
        deal.put("active", random.nextBoolean());
        deal.put("email", "buyer" + number + "@example.com");
        deal.put("account", accounts.get(random.nextInt(accounts.size())));
        deal.put("notes", NOTES.repeat(random.nextInt(1, 4)).strip());
        return deal;
    }

    /** A request's body that creates several deals. */
    public static String bulk(int firstNumber, int count, List<String> accounts) {
        ObjectNode body = Json.object();
        ArrayNode operations = body.putArray("operations");
        for (int i = 0; i < count; i++) {
            operations
                    .addObject()
                    .put("op", "create")
                    .set("record", deal(firstNumber + i, accounts));
        }
        return Json.write(body);
    }
}
