package dev.armature.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.client.Answer;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.Workspace;
import dev.armature.bench.report.Progress;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The comparison is honest only if both services do the same: given the same requests, they answer
 * with the same records.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SameAnswersTest {

    private static final int RECORDS = 300;

    // What each service makes up by itself.
    private static final Set<String> OWN = Set.of("id", "createdAt", "updatedAt");

    private Workspace workspace;
    private Side armature;
    private Side handWritten;

    @BeforeAll
    void twoServices() throws IOException {
        workspace = Workspace.open("test-work");
        Rivals rivals = Rivals.start(workspace);
        armature = rivals.armature();
        handWritten = rivals.handWritten();
        armature.load(RECORDS, new Progress());
        handWritten.load(RECORDS, new Progress());
    }

    @AfterAll
    void stop() {
        workspace.close();
    }

    @ParameterizedTest
    @EnumSource(Operation.class)
    void theSameRequestsGetTheSameRecords(Operation operation) throws IOException {
        List<Request> ofArmature = operation.requests(armature, 20, 1);
        List<Request> ofHand = operation.requests(handWritten, 20, 1);

        for (int i = 0; i < ofArmature.size(); i++) {
            JsonNode first = send(armature, ofArmature.get(i)).json();
            JsonNode second = send(handWritten, ofHand.get(i)).json();

            assertThat(records(armature, first))
                    .as(ofArmature.get(i).toString())
                    .isNotEmpty()
                    .isEqualTo(records(handWritten, second));
            assertThat(first.at("/page/next").isTextual())
                    .isEqualTo(second.at("/page/next").isTextual());
        }
    }

    @Test
    void aPageGoesOnWhereTheLastOneEnded() throws IOException {
        assertThat(pages(armature, "&cursor="))
                .hasSizeGreaterThan(50)
                .isEqualTo(pages(handWritten, "&after="));
    }

    private List<ObjectNode> pages(Side side, String parameter) throws IOException {
        List<ObjectNode> all = new ArrayList<>();
        Request first = side.list("won", 0);
        String cursor = "";
        while (cursor != null) {
            JsonNode page = send(side, Request.get(first.path() + cursor)).json();
            all.addAll(records(side, page));
            String next = page.at("/page/next").textValue();
            cursor = next == null ? null : parameter + next;
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"name\": \"\"}",
                "{\"name\": 7}",
                "{\"name\": null}",
                "{\"stage\": \"gone\"}",
                "{\"amount\": -1}",
                "{\"amount\": 1.234}",
                "{\"amount\": \"1\"}",
                "{\"amount\": null, \"stage\": \"won\"}",
                "{\"probability\": 101}",
                "{\"closeDate\": \"tomorrow\"}",
                "{\"email\": \"nobody\"}",
                "{\"account\": \"0190a5e8-0000-7000-8000-000000000001\"}",
                "{\"unknown\": 1}"
            })
    void bothRefuseTheSame(String change) throws IOException {
        for (Side side : List.of(armature, handWritten)) {
            assertThat(answer(side, Request.patch(side.deal(0), change)).status())
                    .as(side.name())
                    .isBetween(400, 499);
        }
    }

    @Test
    void bothRefuseAUniqueValueThatIsTaken() throws IOException {
        for (Side side : List.of(armature, handWritten)) {
            assertThat(answer(side, side.create(1)).status()).as(side.name()).isBetween(400, 499);
        }
    }

    @Test
    void bothAskForAToken() throws IOException {
        for (Side side : List.of(armature, handWritten)) {
            try (HttpConnection stranger = new HttpConnection(side.process().port(), null)) {
                assertThat(stranger.send(Request.get(side.deal(0))).status()).isEqualTo(401);
            }
            try (HttpConnection liar = new HttpConnection(side.process().port(), "a.b.c")) {
                assertThat(liar.send(Request.get(side.deal(0))).status()).isEqualTo(401);
            }
        }
    }

    private static Answer answer(Side side, Request request) throws IOException {
        try (HttpConnection connection = side.connect()) {
            return connection.send(request);
        }
    }

    private static Answer send(Side side, Request request) throws IOException {
        try (HttpConnection connection = side.connect()) {
            return connection.expect(request);
        }
    }

    /** The records of an answer, without what each service makes up by itself. */
    private static List<ObjectNode> records(Side side, JsonNode answer) {
        List<ObjectNode> records = new ArrayList<>();
        if (answer.has("data")) {
            answer.get("data").forEach(record -> records.add((ObjectNode) record));
        } else if (answer.has("results")) {
            answer.get("results").forEach(result -> records.add((ObjectNode) result.get("record")));
        } else {
            records.add((ObjectNode) answer);
        }
        for (ObjectNode record : records) {
            assertThat(record.fieldNames()).toIterable().containsAll(OWN);
            record.remove(OWN);
            record.put("account", side.account(record.get("account").textValue()));
            // 1500.50 and 1500.5 are one amount.
            record.put("amount", record.get("amount").decimalValue().stripTrailingZeros());
        }
        return records;
    }
}
