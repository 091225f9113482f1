package dev.armature.bench.http;

import dev.armature.bench.client.Request;
import dev.armature.metadata.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** What both services are asked to do. */
enum Operation {
    GET("get by id", "one record by its id"),
    LIST("list 50", "a page of 50: two conditions, sorted by the amount, largest first"),
    UPDATE("update", "two fields of one record, answered with the whole record"),
    CREATE("create", "one record of 11 fields, with a unique value and a reference"),
    BULK("bulk create 100", "100 records in one request, all or none");

    private static final int BULK_SIZE = 100;

    private final String title;
    private final String meaning;

    Operation(String title, String meaning) {
        this.title = title;
        this.meaning = meaning;
    }

    String title() {
        return title;
    }

    String meaning() {
        return meaning;
    }

    /** Requests to one service; the same seed gives the same to the other. */
    List<Request> requests(Side side, int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Request> requests = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            requests.add(request(side, random));
        }
        return requests;
    }

    private Request request(Side side, SplittableRandom random) {
        return switch (this) {
            case GET -> Request.get(side.deal(random.nextInt(side.loaded())));
            case LIST ->
                    side.list(
                            SampleDeals.STAGES.get(random.nextInt(SampleDeals.STAGES.size())),
                            random.nextInt(1, 20) * 1_000);
            case UPDATE -> Request.patch(side.deal(random.nextInt(side.loaded())), change(random));
            case CREATE -> side.create(side.take(1));
            case BULK -> side.bulk(side.take(BULK_SIZE), BULK_SIZE);
        };
    }

    private static String change(SplittableRandom random) {
        return Json.write(
                Json.object()
                        .put("amount", BigDecimal.valueOf(random.nextInt(100, 10_000_000), 2))
                        .put("probability", random.nextInt(101)));
    }
}
