package dev.armature.bench.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.armature.bench.client.Answer;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.process.ArmatureServer;
import dev.armature.bench.process.ServiceProcess;
import dev.armature.bench.report.Progress;
import dev.armature.metadata.json.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** One of the two services, with its records. */
public final class Side {

    private static final int ACCOUNTS = 100;
    private static final int LOADED_AT_ONCE = 100;
    private static final int TOLD_EVERY = 10_000;

    private final Addresses addresses;
    private final ServiceProcess process;
    private String token;
    private final List<String> accounts = new ArrayList<>();
    private final List<String> deals = new ArrayList<>();
    private int nextNumber;

    /**
     * Where a service has what.
     *
     * @param list the first page of 50 deals in a stage above an amount, the largest first
     */
    public record Addresses(
            String name, String deals, String accounts, BiFunction<String, Integer, String> list) {}

    Side(Addresses addresses, ServiceProcess process, String token) {
        this.addresses = addresses;
        this.process = process;
        this.token = token;
    }

    /** The platform. */
    public static Side of(ArmatureServer server) {
        String deals = "/api/v1/records/deal";
        Addresses addresses =
                new Addresses(
                        "Armature",
                        deals,
                        "/api/v1/records/account",
                        (stage, above) ->
                                deals
                                        + "?limit=50&sort=-amount&filter="
                                        + URLEncoder.encode(
                                                "stage == \"" + stage + "\" && amount > " + above,
                                                StandardCharsets.UTF_8));
        return new Side(addresses, server.process(), server.token());
    }

    public String name() {
        return addresses.name();
    }

    void use(String newToken) {
        token = newToken;
    }

    public ServiceProcess process() {
        return process;
    }

    /** A connection with the user's token. */
    public HttpConnection connect() throws IOException {
        return new HttpConnection(process.port(), token);
    }

    /** Creates the accounts and deals that are there before anything is measured. */
    public void load(int records, Progress progress) throws IOException {
        try (HttpConnection connection = connect()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                String account = "{\"name\": \"Account " + i + "\"}";
                Answer made = connection.expect(Request.post(addresses.accounts(), account, 201));
                accounts.add(made.json().get("id").textValue());
            }
            while (deals.size() < records) {
                if (deals.size() % TOLD_EVERY == 0) {
                    progress.say(
                            "%s has %,d of %,d deals".formatted(name(), deals.size(), records));
                }
                load(connection, Math.min(LOADED_AT_ONCE, records - deals.size()));
            }
        }
    }

    private void load(HttpConnection connection, int count) throws IOException {
        Answer answer = connection.expect(bulk(take(count), count));
        for (JsonNode result : answer.json().get("results")) {
            deals.add(result.get("record").get("id").textValue());
        }
    }

    /** The next numbers of deals: both services are given the same ones. */
    public synchronized int take(int count) {
        int first = nextNumber;
        nextNumber += count;
        return first;
    }

    /** The address of one of the loaded deals. */
    public String deal(int index) {
        return addresses.deals() + "/" + deals.get(index);
    }

    public int loaded() {
        return deals.size();
    }

    public Request create(int number) {
        return Request.post(addresses.deals(), Json.write(SampleDeals.deal(number, accounts)), 201);
    }

    public Request bulk(int firstNumber, int count) {
        return Request.post(
                addresses.deals() + "/bulk", SampleDeals.bulk(firstNumber, count, accounts), 200);
    }

    public Request list(String stage, int above) {
        return Request.get(addresses.list().apply(stage, above));
    }

    /** The ids of the accounts, in order. */
    public List<String> accounts() {
        return List.copyOf(accounts);
    }

    /** The place of an account among those that were loaded, as both services number them. */
    public int account(String id) {
        return accounts.indexOf(id);
    }
}
