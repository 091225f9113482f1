package dev.armature.engine.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.problem.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Hashes of passwords, and the bound on how many are made at once. */
class PasswordsTest {

    @Test
    void aHashIsOfOnePasswordAndSaysHowItWasMade() {
        Passwords passwords = new Passwords();
        String hash = passwords.hash("correct horse é");

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(passwords.matches("correct horse e\u0301", hash))
                .as("composed or not, it is the same on the keyboard")
                .isTrue();
        assertThat(passwords.matches("correct horse e", hash)).isFalse();
        assertThat(passwords.hash("correct horse é")).isNotEqualTo(hash);
    }

    @Test
    void allCharactersCount() {
        Passwords passwords = new Passwords();
        String hash = passwords.hash("x".repeat(72) + "one");

        assertThat(passwords.matches("x".repeat(72) + "two", hash)).isFalse();
    }

    @Test
    void whoFindsTheQueueFullIsSentAwayAtOnceAndTheOthersAreServed() throws Exception {
        Passwords passwords = new Passwords(1, 2);
        int served = 0;
        int sentAway = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CompletableFuture<Void> begin = new CompletableFuture<>();
            List<Future<String>> hashes = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                hashes.add(
                        threads.submit(() -> {
                            begin.join();
                            return passwords.hash("a password");
                        }));
            }
            begin.complete(null);
            for (Future<String> hash : hashes) {
                try {
                    assertThat(hash.get()).startsWith("$argon2id$");
                    served++;
                } catch (ExecutionException e) {
                    assertThat(e.getCause())
                            .isInstanceOfSatisfying(
                                    EngineException.class,
                                    refusal ->
                                            assertThat(refusal.code())
                                                    .isEqualTo(ErrorCode.OVERLOADED));
                    sentAway++;
                }
            }
        }
        assertThat(served).isGreaterThanOrEqualTo(3);
        assertThat(sentAway).isPositive();
        assertThat(passwords.hash("a password")).as("all places are free again").isNotNull();
    }

    @Test
    void whatIsNoHashIsNotCompared() {
        assertThatThrownBy(() -> new Passwords().matches("x", "plain"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
