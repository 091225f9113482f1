package dev.armature.engine.identity;

import dev.armature.engine.identity.AccountLinks.Purpose;
import dev.armature.engine.mail.LetterKind;
import dev.armature.engine.record.Ids;
import dev.armature.metadata.problem.EngineException;
import dev.armature.metadata.tenant.Tenant;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/**
 * Letters by which people show that mail to an address reaches them, and learn that theirs was
 * changed. Their links lead to the address that the installation is known by. Thread-safe.
 */
public final class AddressLetters {

    private static final String CONFIRM = "/confirm-email";
    private static final String RETURN = "/return-email";

    private final Post post;
    private final AccountLinks links;
    private final AttemptLimits limits;

    public AddressLetters(Post post, AttemptLimits limits, Ids ids, Clock clock) {
        this.post = post;
        this.links = new AccountLinks(ids, clock);
        this.limits = limits;
    }

    /** Has somebody show that the address that is known of them is theirs. */
    void verification(Connection connection, Tenant tenant, Addressee user) {
        String token = issue(connection, tenant, user, Purpose.VERIFICATION);
        post.send(
                connection,
                tenant,
                user,
                LetterKind.EMAIL_VERIFICATION,
                Map.of("link", post.link(CONFIRM, token), "hours", hours(Purpose.VERIFICATION)),
                links.end(Purpose.VERIFICATION));
    }

    /**
     * The same to who has just signed up. Whoever makes many tenants in somebody's name has so many
     * letters sent, and no more.
     */
    void welcome(Connection connection, Tenant tenant, Addressee user) {
        if (isFree("sign-up", user)) {
            verification(connection, tenant, user);
        }
    }

    /** The same to who is kept out until then, unless letters enough are on their way. */
    void demand(Connection connection, Tenant tenant, Addressee user) {
        if (isFree(tenant.slug(), user)) {
            verification(connection, tenant, user);
        }
    }

    private boolean isFree(String where, Addressee user) {
        try {
            limits.take(List.of(AttemptLimits.Limit.LETTERS_TO.of(where, Users.key(user.email()))));
            return true;
        } catch (EngineException e) {
            return false;
        }
    }

    /** Has who reads the mail of an address say that it is to be the user's. */
    void change(Connection connection, Tenant tenant, Addressee user, String fresh) {
        AccountLinks.endAll(connection, tenant.id(), user.id(), Purpose.CHANGE);
        Addressee there = new Addressee(user.id(), fresh, user.name(), user.locale());
        String token = issue(connection, tenant, there, Purpose.CHANGE);
        post.send(
                connection,
                tenant,
                there,
                LetterKind.EMAIL_CHANGE,
                Map.of(
                        "link",
                        post.link(CONFIRM, token),
                        "old",
                        user.email(),
                        "hours",
                        hours(Purpose.CHANGE)),
                links.end(Purpose.CHANGE));
    }

    /**
     * Tells the address that a user had until now. There is a way back to it where they had shown
     * that it was theirs; where it was mistyped, whoever has it is nobody to us.
     */
    void changed(
            Connection connection, Tenant tenant, Addressee before, boolean shown, String fresh) {
        if (!shown) {
            post.tell(
                    connection,
                    tenant,
                    before,
                    LetterKind.EMAIL_REPLACED,
                    Map.of("address", fresh));
            return;
        }
        String token = issue(connection, tenant, before, Purpose.RETURN);
        post.send(
                connection,
                tenant,
                before,
                LetterKind.EMAIL_CHANGED,
                Map.of(
                        "link",
                        post.link(RETURN, token),
                        "address",
                        fresh,
                        "days",
                        Long.toString(Purpose.RETURN.lifetime().toDays())),
                links.end(Purpose.RETURN));
    }

    private String issue(Connection connection, Tenant tenant, Addressee to, Purpose purpose) {
        return links.issue(connection, tenant.id(), tenant.uid(), to.id(), purpose, to.email());
    }

    private static String hours(Purpose purpose) {
        return Long.toString(purpose.lifetime().toHours());
    }
}
