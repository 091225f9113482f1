package dev.armature.engine.query;

import static dev.armature.engine.testing.EngineFixture.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.armature.metadata.expression.Numbers;
import dev.armature.metadata.model.TenantModel;
import dev.armature.metadata.problem.ErrorCode;
import dev.armature.metadata.tenant.TenantId;
import dev.armature.testing.ExpressionCases;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.time.api.DateTimes;
import net.jqwik.time.api.Dates;

/** A cursor leads back to where its page ended, and only for the query it came from. */
class CursorsTest {

    private static final Cursors CURSORS = new Cursors(new byte[32]);
    private static final TenantModel MODEL = ExpressionCases.model();
    private static final RecordQuery QUERY =
            RecordQuery.of(MODEL.required("deal"))
                    .withFilter("amount > 0")
                    .withSort("-amount,name,closeDate,metAt,account");

    @Property(tries = 500)
    void aCursorLeadsBackToItsPosition(@ForAll("positions") Cursors.Position position) {
        assertThat(CURSORS.read(QUERY, CURSORS.write(QUERY, position))).isEqualTo(position);
    }

    @Property(tries = 500)
    void aCursorWithAnyByteChangedIsRefused(
            @ForAll("positions") Cursors.Position position,
            @ForAll @IntRange(max = 10_000) int place,
            @ForAll @IntRange(min = 1, max = 255) int change) {
        byte[] bytes = Base64.getUrlDecoder().decode(CURSORS.write(QUERY, position));
        bytes[place % bytes.length] ^= (byte) change;

        assertRefused(QUERY, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    @Property(tries = 200)
    void aCursorCutShortIsRefused(
            @ForAll("positions") Cursors.Position position, @ForAll @IntRange(max = 500) int kept) {
        byte[] bytes = Base64.getUrlDecoder().decode(CURSORS.write(QUERY, position));
        byte[] cut = Arrays.copyOf(bytes, Math.min(kept, bytes.length - 1));

        assertRefused(QUERY, Base64.getUrlEncoder().withoutPadding().encodeToString(cut));
    }

    @Property(tries = 200)
    void aTextThatIsNoCursorIsRefused(@ForAll String text) {
        assertRefused(QUERY, text);
    }

    @Example
    void aCursorBelongsToItsFilterItsSortItsObjectAndItsTenant() {
        RecordQuery query = RecordQuery.of(MODEL.required("deal"));
        String cursor = CURSORS.write(query, position());
        TenantModel elsewhere =
                new TenantModel(new TenantId(MODEL.tenant().value() + 1), MODEL.definition());

        assertRefused(query.withFilter("amount > 1"), cursor);
        assertRefused(query.withSort("amount"), cursor);
        assertRefused(RecordQuery.of(MODEL.required("account")), cursor);
        assertRefused(RecordQuery.of(elsewhere.required("deal")), cursor);
    }

    @Example
    void ascendingAndDescendingAreDifferentSorts() {
        RecordQuery query = RecordQuery.of(MODEL.required("deal"));
        Cursors.Position position =
                new Cursors.Position(Arrays.asList(BigDecimal.ONE), new UUID(7, 7));

        assertRefused(query.withSort("-amount"), CURSORS.write(query.withSort("amount"), position));
    }

    @Example
    void howMuchIsShownOfAPageDoesNotMatter() {
        RecordQuery query = RecordQuery.of(MODEL.required("deal"));
        String cursor = CURSORS.write(query, position());

        assertThat(CURSORS.read(query.withLimit(7).withFields("name"), cursor))
                .isEqualTo(position());
    }

    @Example
    void anotherInstallationsCursorIsRefused() {
        byte[] secret = new byte[32];
        secret[0] = 1;

        assertRefused(QUERY, new Cursors(secret).write(QUERY, fullPosition()));
    }

    private static Cursors.Position position() {
        return new Cursors.Position(Arrays.asList(), new UUID(7, 7));
    }

    private static Cursors.Position fullPosition() {
        return new Cursors.Position(
                Arrays.asList(BigDecimal.ONE, "a", null, null, null), new UUID(7, 7));
    }

    private static void assertRefused(RecordQuery query, String cursor) {
        assertThat(refusal(() -> CURSORS.read(query, cursor)).code())
                .isEqualTo(ErrorCode.INVALID_CURSOR);
    }

    @Provide
    Arbitrary<Cursors.Position> positions() {
        Arbitrary<BigDecimal> amounts =
                Arbitraries.bigDecimals().ofScale(20).map(Numbers::canonical);
        Arbitrary<String> names =
                Arbitraries.strings().excludeChars('\0').filter(CursorsTest::isText);
        Arbitrary<LocalDate> days = Dates.dates();
        Arbitrary<Instant> moments =
                DateTimes.instants().map(moment -> moment.truncatedTo(ChronoUnit.MICROS));
        Arbitrary<UUID> ids = Arbitraries.create(UUID::randomUUID);
        return Combinators.combine(
                        amounts.injectNull(0.1),
                        names.injectNull(0.1),
                        days.injectNull(0.1),
                        moments.injectNull(0.1),
                        ids.injectNull(0.1),
                        ids)
                .as((amount, name, day, moment, account, id) ->
                        new Cursors.Position(
                                Arrays.asList(amount, name, day, moment, account), id));
    }

    // Halves of surrogate pairs are never stored.
    private static boolean isText(String text) {
        return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
    }
}
