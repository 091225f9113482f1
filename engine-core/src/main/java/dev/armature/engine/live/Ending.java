package dev.armature.engine.live;

/** Why a stream ends; told as its last message. */
public enum Ending {
    /** The token or key does not hold any more. */
    UNAUTHENTICATED("unauthenticated", "What you came in by does not hold any more; sign in again"),
    /** The reader took less than was told. */
    SLOW("slow_reader", "More was told than you took; come back with the id of the last event"),
    /** What was asked for cannot be answered any more. */
    REFUSED("refused", "What you asked for is not there for you any more"),
    /** The node stops. */
    CLOSING("closing", "This node stops; come back with the id of the last event"),
    /** The tenant lives in another database by now. */
    MOVED("moved", "The tenant was moved to another database; come back and read all anew"),
    /** Who listened went away. */
    GONE("gone", "You went away");

    private final String word;
    private final String message;

    Ending(String word, String message) {
        this.word = word;
        this.message = message;
    }

    public String word() {
        return word;
    }

    public String message() {
        return message;
    }
}
