package dev.armature.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import dev.armature.engine.site.PublicUrl;
import dev.armature.engine.testing.EngineFixture;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Signing keys follow each other, and nobody who is signed in notices. */
class SigningKeysTest {

    private static final UUID SOMEBODY = UUID.randomUUID();

    private final SettableClock clock = new SettableClock();
    private EngineFixture fixture;
    private SigningKeys keys;
    private AccessTokens tokens;

    @BeforeEach
    void open() {
        fixture = new EngineFixture();
        keys = node();
        tokens = tokensOf(keys);
        keys.open();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private SigningKeys node() {
        return new SigningKeys(
                fixture.database,
                new MasterKey(new byte[MasterKey.LENGTH]),
                clock,
                SigningKeys.SIGNING);
    }

    private AccessTokens tokensOf(SigningKeys node) {
        return new AccessTokens(node, new PublicUrl("https://armature.example", () -> 0), clock);
    }

    private static List<String> published(SigningKeys node) {
        try {
            return JWKSet.parse(node.publicKeys()).getKeys().stream().map(JWK::getKeyID).toList();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private static String issued(AccessTokens by) {
        return by.issue(SOMEBODY, SOMEBODY, SOMEBODY);
    }

    @Test
    void aKeyThatIsNotOldSignsOn() {
        String first = keys.current().getKeyID();
        clock.pass(SigningKeys.SIGNING.minusSeconds(1));

        keys.keep();

        assertThat(published(keys)).containsExactly(first);
    }

    @Test
    void anotherKeyIsPublishedBeforeItSignsAndTheOldStaysAsLongAsItsTokens() {
        String first = keys.current().getKeyID();
        clock.pass(SigningKeys.SIGNING);

        keys.keep();
        keys.keep();

        assertThat(published(keys)).hasSize(2).last().isEqualTo(first);
        clock.pass(SigningKeys.LEAD.minusSeconds(1));
        assertThat(keys.current().getKeyID()).as("others may not have read it").isEqualTo(first);
        clock.pass(Duration.ofSeconds(1));
        assertThat(keys.current().getKeyID()).isNotEqualTo(first);

        clock.pass(SigningKeys.KEPT.minusSeconds(1));
        keys.keep();
        assertThat(published(keys)).contains(first);
        clock.pass(Duration.ofSeconds(1));
        keys.keep();

        assertThat(published(keys)).hasSize(1).doesNotContain(first);
    }

    @Test
    void noTokenIsGoodForLongerThanItsKeyIsKept() {
        assertThat(SigningKeys.KEPT).isGreaterThan(AccessTokens.LIFETIME);
    }

    @Test
    void whatTheOldKeySignedIsGoodForItsTime() {
        clock.pass(SigningKeys.SIGNING);
        keys.keep();
        clock.pass(SigningKeys.LEAD.minusSeconds(1));
        String old = issued(tokens);

        clock.pass(AccessTokens.LIFETIME.minusSeconds(1));
        keys.keep();

        assertThat(keys.current().getKeyID()).isNotEqualTo(published(keys).getLast());
        assertThat(tokens.verify(old)).isPresent();
        assertThat(tokensOf(node()).verify(old)).as("on a node that starts now").isPresent();
    }

    @Test
    void whatAKeySignedThatIsGoneHoldsNoMore() {
        String old = issued(tokens);
        String first = keys.current().getKeyID();
        assertThat(tokens.verify(old)).isPresent();

        keys.revoke(first, SigningKeys.Note.NONE);

        assertThat(tokens.verify(old)).as("also what was verified before").isEmpty();
        assertThat(tokensOf(node()).verify(old)).isEmpty();
    }

    @Test
    void ofManyNodesOneMakesTheNextKey() throws Exception {
        clock.pass(SigningKeys.SIGNING);
        List<Future<?>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 5; i++) {
                SigningKeys node = node();
                all.add(threads.submit(node::keep));
            }
        }
        for (Future<?> one : all) {
            one.get();
        }
        keys.keep();
        assertThat(published(keys)).hasSize(2);
    }

    @Test
    void aNodeThatHasNotHeardOfAKeyLooksForIt() {
        SigningKeys other = node();
        other.open();
        keys.revoke(keys.current().getKeyID(), SigningKeys.Note.NONE);

        assertThat(tokensOf(other).verify(issued(tokens))).isPresent();
    }

    @Test
    void namesThatSomebodyMakesUpAreLookedForOnceInASecond() {
        SigningKeys flooded = node();
        flooded.open();
        assertThat(flooded.find("made up")).isNull();
        keys.revoke(keys.current().getKeyID(), SigningKeys.Note.NONE);
        String fresh = keys.current().getKeyID();

        assertThat(flooded.find(fresh)).as("not looked for").isNull();
        clock.pass(SigningKeys.LOOKED_FOR);
        assertThat(flooded.find(fresh)).isNotNull();
    }

    @Test
    void aKeyThatIsTakenBackGoesFromEveryNode() {
        String stolen = issued(tokens);
        SigningKeys other = node();
        AccessTokens there = tokensOf(other);
        assertThat(there.verify(stolen)).isPresent();

        assertThat(keys.revoke(keys.current().getKeyID(), SigningKeys.Note.NONE)).isTrue();
        other.keep();

        assertThat(there.known(stolen)).isEmpty();
        assertThat(there.verify(stolen)).isEmpty();
        assertThat(tokens.verify(issued(tokens))).as("of the key that signs now").isPresent();
        assertThat(published(other)).isEqualTo(published(keys)).hasSize(1);
    }

    @Test
    void aKeyThatDoesNotSignYetIsTakenBackAndTheOneThatSignsGoesOn() {
        String first = keys.current().getKeyID();
        keys.rotate(SigningKeys.Note.NONE);
        String next = published(keys).getFirst();

        assertThat(keys.revoke(next, SigningKeys.Note.NONE)).isTrue();

        assertThat(published(keys)).containsExactly(first);
        assertThat(keys.revoke(next, SigningKeys.Note.NONE)).as("there is none").isFalse();
    }

    @Test
    void aKeyThatIsAskedForFollowsInItsTimeAndOnce() {
        String first = keys.current().getKeyID();

        keys.rotate(SigningKeys.Note.NONE);
        keys.rotate(SigningKeys.Note.NONE);

        assertThat(published(keys)).hasSize(2);
        assertThat(keys.current().getKeyID()).isEqualTo(first);
        clock.pass(SigningKeys.LEAD);
        assertThat(keys.current().getKeyID()).isNotEqualTo(first);
    }
}
