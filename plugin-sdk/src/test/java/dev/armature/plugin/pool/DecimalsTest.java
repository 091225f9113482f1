package dev.armature.plugin.pool;

import static dev.armature.plugin.pool.Sandboxes.body;
import static dev.armature.plugin.pool.Sandboxes.code;
import static dev.armature.plugin.pool.Sandboxes.handler;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.armature.metadata.json.Json;
import dev.armature.plugin.sandbox.HostFunctions;
import dev.armature.plugin.sandbox.Limits;
import dev.armature.plugin.sandbox.PluginCall;
import dev.armature.plugin.sandbox.PluginOutcome;
import dev.armature.plugin.sandbox.PluginOutcome.Returned;
import dev.armature.plugin.sandbox.PluginOutcome.Threw;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Arithmetic in scripts is exact, and agrees with the platform's own. */
class DecimalsTest {

    private static final int PLACES = 20;

    private static String resultOf(String body) {
        PluginOutcome outcome = body(body);
        assertThat(outcome).isInstanceOf(Returned.class);
        return ((Returned) outcome).resultJson();
    }

    private static String thrownBy(String body) {
        PluginOutcome outcome = body(body);
        assertThat(outcome).isInstanceOf(Threw.class);
        return ((Threw) outcome).message();
    }

    @Test
    void decimalsOfTheContextArriveAndLeaveExactly() {
        String context =
                "{\"record\": {\"amount\": {\"$decimal\": \"12345678901234567890.12345\"}, \"lines\": [{\"price\": {\"$decimal\": \"0.10\"}}]}}";
        PluginOutcome outcome =
                Sandboxes.shared()
                        .call(
                                code(
                                        "acme",
                                        handler(
                                                """
                                                context.record.amount = context.record.amount.plus("0.00001");
                                                return context.record.lines[0].price.times(3);
                                                """)),
                                new PluginCall("run", context, Limits.hook()),
                                HostFunctions.NONE);

        assertThat(outcome)
                .isEqualTo(
                        new Returned(
                                "{\"$decimal\":\"0.3\"}",
                                "{\"amount\":{\"$decimal\":\"12345678901234567890.12346\"},\"lines\":[{\"price\":{\"$decimal\":\"0.1\"}}]}",
                                List.of()));
    }

    @Test
    void decimalsOfHostFunctionsArriveAndLeaveExactly() {
        List<String> asked = new ArrayList<>();
        PluginOutcome outcome =
                Sandboxes.shared()
                        .call(
                                code(
                                        "acme",
                                        handler(
                                                "return `${host.records.get('a', 'b', {least: host.decimal('0.10')}).amount.minus(1)}`;")),
                                Sandboxes.call("{}"),
                                (function, arguments) -> {
                                    asked.add(arguments);
                                    return "{\"amount\": {\"$decimal\": \"0.30\"}}";
                                });

        assertThat(outcome).isEqualTo(new Returned("\"-0.7\"", null, List.of()));
        assertThat(asked)
                .containsExactly(
                        "{\"least\":{\"$decimal\":\"0.1\"},\"object\":\"a\",\"id\":\"b\"}");
    }

    @Test
    void arithmeticAgreesWithBigDecimal() {
        Random random = new Random(42);
        ArrayNode cases = Json.MAPPER.createArrayNode();
        List<List<String>> expected = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            BigDecimal a = decimal(random);
            BigDecimal b = decimal(random);
            cases.addArray().add(a.toPlainString()).add(b.toPlainString());
            expected.add(results(a, b));
        }
        PluginOutcome outcome =
                Sandboxes.shared()
                        .call(
                                code(
                                        "acme",
                                        handler(
                                                """
                                                return context.cases.map(([x, y]) => {
                                                  const a = host.decimal(x), b = host.decimal(y);
                                                  return [a.plus(b), a.minus(b), a.times(b), b.isZero() ? a : a.dividedBy(b),
                                                    a.round(2), a.round(), a.negated(), a.abs(), b.toFixed(3)].map(String)
                                                    .concat(String(a.compare(b)), String(a.equals(b)));
                                                });
                                                """)),
                                new PluginCall(
                                        "run",
                                        Json.write(Json.object().set("cases", cases)),
                                        Limits.job()),
                                HostFunctions.NONE);

        JsonNode actual = Json.read(((Returned) outcome).resultJson());
        for (int i = 0; i < expected.size(); i++) {
            List<String> results = new ArrayList<>();
            actual.get(i).forEach(result -> results.add(result.asText()));
            assertThat(results).as("%s", cases.get(i)).isEqualTo(expected.get(i));
        }
    }

    private static List<String> results(BigDecimal a, BigDecimal b) {
        BigDecimal quotient = b.signum() == 0 ? a : a.divide(b, PLACES, RoundingMode.HALF_UP);
        List<String> results = new ArrayList<>();
        for (BigDecimal exact :
                List.of(
                        a.add(b),
                        a.subtract(b),
                        a.multiply(b),
                        quotient,
                        a.setScale(2, RoundingMode.HALF_UP),
                        a.setScale(0, RoundingMode.HALF_UP),
                        a.negate(),
                        a.abs())) {
            results.add(exact.signum() == 0 ? "0" : exact.stripTrailingZeros().toPlainString());
        }
        BigDecimal fixed = b.setScale(3, RoundingMode.HALF_UP);
        results.add(fixed.toPlainString());
        results.add(String.valueOf(a.compareTo(b)));
        results.add(String.valueOf(a.compareTo(b) == 0));
        return results;
    }

    private static BigDecimal decimal(Random random) {
        BigInteger coefficient =
                switch (random.nextInt(5)) {
                    case 0 -> BigInteger.valueOf(random.nextInt(5) - 2L);
                    case 1 -> BigInteger.TEN.pow(random.nextInt(30));
                    case 2 -> BigInteger.TEN.pow(1 + random.nextInt(40)).subtract(BigInteger.ONE);
                    default -> new BigInteger(1 + random.nextInt(180), random);
                };
        BigDecimal decimal = new BigDecimal(coefficient, random.nextInt(22));
        return random.nextBoolean() ? decimal : decimal.negate();
    }

    @Test
    void halvesAreRoundedAwayFromZero() {
        assertThat(
                        resultOf(
                                "return ['0.005', '-0.005', '0.0049', '2.675', '1.005'].map(x => `${host.decimal(x).round(2)}`);"))
                .isEqualTo("[\"0.01\",\"-0.01\",\"0\",\"2.68\",\"1.01\"]");
    }

    @Test
    void decimalsAreWrittenWithoutExponentOrTrailingZeros() {
        assertThat(
                        resultOf(
                                "return ['1e3', '1.50', '-0.0', '0.000001', 1e21, 0.1, '+7', '00012.10'].map(x => `${host.decimal(x)}`);"))
                .isEqualTo(
                        "[\"1000\",\"1.5\",\"0\",\"0.000001\",\"1000000000000000000000\",\"0.1\",\"7\",\"12.1\"]");
    }

    @Test
    void whatIsNoNumberIsRefused() {
        for (String value :
                List.of(
                        "'1,5'",
                        "''",
                        "'abc'",
                        "NaN",
                        "Infinity",
                        "null",
                        "{}",
                        "true",
                        "'0x10'")) {
            assertThat(thrownBy("host.decimal(" + value + ");"))
                    .isEqualTo(
                            "TypeError: A decimal, a text such as \"12.50\" or a number is expected");
        }
        assertThat(thrownBy("host.decimal('1').dividedBy('0.0');"))
                .isEqualTo("RangeError: Division by zero");
        assertThat(thrownBy("let d = host.decimal('9'.repeat(100)); for (;;) d = d.times(d);"))
                .isEqualTo("RangeError: A decimal has at most 1000 digits");
    }

    @Test
    void operatorsThatWouldRoundAreRefused() {
        for (String expression : List.of("d + 1", "d > 1", "-d", "d == '1'", "Math.max(d, 2)")) {
            assertThat(thrownBy("const d = host.decimal('1.5'); return " + expression + ";"))
                    .startsWith("TypeError: Decimals take plus()");
        }
        assertThat(resultOf("return `${host.decimal('1.50')}` + host.decimal('2.50').toNumber();"))
                .isEqualTo("\"1.52.5\"");
    }

    @Test
    void decimalsCannotBeChanged() {
        assertThat(
                        thrownBy(
                                "'use strict'; const d = host.decimal('1'); Object.getPrototypeOf(d).plus = () => 0;"))
                .startsWith("TypeError");
        assertThat(thrownBy("const d = host.decimal('1'); d.x = 1;")).startsWith("TypeError");
    }
}
