package dev.armature.bench.imports;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.armature.bench.client.HttpConnection;
import dev.armature.bench.client.Request;
import dev.armature.bench.http.SampleDeals;
import dev.armature.bench.process.ArmatureServer;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the files that are imported. */
final class DealFile {

    private static final int ACCOUNTS = 100;
    private static final int PAGE = 50_000;
    private static final String SENTENCE = "What was said on that day was written down with care. ";

    private DealFile() {}

    /** Makes the accounts that deals refer to. */
    static List<String> accounts(ArmatureServer server) throws IOException {
        List<String> ids = new ArrayList<>();
        try (HttpConnection connection = server.connect()) {
            for (int i = 0; i < ACCOUNTS; i++) {
                ids.add(
                        connection
                                .expect(
                                        Request.post(
                                                "/api/v1/records/account",
                                                "{\"name\": \"Account " + i + "\"}",
                                                201))
                                .json()
                                .get("id")
                                .textValue());
            }
        }
        return ids;
    }

    /** Deals from a number on, a line each. */
    static void write(Path file, int first, int rows, List<String> accounts) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            for (int i = 0; i < rows; i++) {
                ObjectNode deal = SampleDeals.deal(first + i, accounts);
                if (i == 0) {
                    out.write(String.join(",", names(deal)));
                    out.write('\n');
                }
                String line = "";
                for (String name : names(deal)) {
                    out.write(line);
                    out.write(quoted(deal.get(name).asText()));
                    line = ",";
                }
                out.write('\n');
            }
        }
    }

    private static List<String> names(ObjectNode deal) {
        List<String> names = new ArrayList<>();
        deal.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    /**
     * Long texts, until the file has a size.
     *
     * @return how many lines
     */
    static int writePages(Path file, int mebibytes) throws IOException {
        String body = SENTENCE.repeat(PAGE / SENTENCE.length());
        long left = (long) mebibytes << 20;
        int lines = 0;
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("number,body\n");
            while (left > 0) {
                String line = lines + ",\"" + body + "\"\n";
                out.write(line);
                left -= line.length();
                lines++;
            }
        }
        return lines;
    }
}
