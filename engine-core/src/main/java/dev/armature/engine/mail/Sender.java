package dev.armature.engine.mail;

import dev.armature.metadata.field.EmailType;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who mail is from. */
public record Sender(String name, String address) {

    private static final Pattern WITH_NAME =
            Pattern.compile("\\s*\"?([^\"<>\\p{Cntrl}]*?)\"?\\s*<([^<>]+)>\\s*");

    /**
     * Reads {@code Armature <no-reply@example.com>}, or the address alone.
     *
     * @throws IllegalArgumentException with what is wrong
     */
    public static Sender parse(String text) {
        Matcher named = WITH_NAME.matcher(text);
        Sender sender =
                named.matches()
                        ? new Sender(named.group(1), named.group(2))
                        : new Sender("", text.strip());
        if (!EmailType.isAddress(sender.address)) {
            throw new IllegalArgumentException("Name <name@example.com> is expected");
        }
        return sender;
    }

    /** What stands after the at sign. */
    String domain() {
        return address.substring(address.lastIndexOf('@') + 1);
    }
}
