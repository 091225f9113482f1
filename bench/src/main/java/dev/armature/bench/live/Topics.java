package dev.armature.bench.live;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What the streams follow, each one of some topics: of the even ones the records of one object that
 * meet a condition, of the odd ones all records of an object of their own. With a single topic
 * everybody follows everything.
 *
 * @param count how many there are; the change of number n is of topic n modulo this
 */
record Topics(int count) {

    /** What everybody follows where there is no more to choose from. */
    static final String ALL = "/api/v1/events?objects=tick&fields=number";

    private static final String OBJECT =
            "{\"name\": \"%s\", \"fields\": [{\"name\": \"number\", \"type\": \"integer\"}, {\"name\": \"team\", \"type\": \"integer\"}]}";

    /** The topic that a stream follows, counted from 0. */
    int of(int stream) {
        return stream % count;
    }

    /** Which of some users a stream belongs to, so that each topic is followed by several. */
    int user(int stream, int users) {
        return stream / count % users;
    }

    private boolean isCondition(int topic) {
        return topic % 2 == 0;
    }

    private String object(int topic) {
        return isCondition(topic) ? "tick" : "tick" + topic;
    }

    /** The objects to be created, in JSON. */
    List<String> objects() {
        List<String> objects = new ArrayList<>(List.of(OBJECT.formatted("tick")));
        for (int topic = 1; topic < count; topic += 2) {
            objects.add(OBJECT.formatted(object(topic)));
        }
        return objects;
    }

    /** Where the changes of a topic are heard. */
    String path(int topic) {
        if (count == 1) {
            return ALL;
        }
        String path = "/api/v1/events?fields=number&objects=" + object(topic);
        return isCondition(topic)
                ? path + "&filter=" + URLEncoder.encode("team == " + topic, StandardCharsets.UTF_8)
                : path;
    }

    /** Where the record is created that is the change of a number. */
    String target(int number) {
        return "/api/v1/records/" + object(of(number));
    }

    String record(int number) {
        return "{\"number\": %d, \"team\": %d}".formatted(number, of(number));
    }

    /** How many of the first changes are of a topic. */
    int changes(int all, int topic) {
        return (all - topic + count - 1) / count;
    }
}
