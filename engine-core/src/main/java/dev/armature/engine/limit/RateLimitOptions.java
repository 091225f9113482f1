package dev.armature.engine.limit;

/**
 * How many requests a minute the operator lets each subject make; 0 for any number.
 *
 * @param tenant all users of a tenant together, unless the tenant has a number of its own
 * @param user one user, by whatever means they come
 * @param key one API key
 * @param address strangers from one network: who signs in or up, or sends a token that does not
 *     hold
 */
public record RateLimitOptions(int tenant, int user, int key, int address) {

    /**
     * No limits to people and programs that work, and one to those that do nothing else: ten
     * thousand a second, again and again.
     */
    public static final int DEFAULT_USER = 600_000;

    public static final int DEFAULT_TENANT = 2 * DEFAULT_USER;

    public static final int DEFAULT_ADDRESS = 12_000;

    public static RateLimitOptions defaults() {
        return new RateLimitOptions(DEFAULT_TENANT, DEFAULT_USER, DEFAULT_USER, DEFAULT_ADDRESS);
    }
}
