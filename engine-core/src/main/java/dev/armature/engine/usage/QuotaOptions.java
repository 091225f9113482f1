package dev.armature.engine.usage;

/**
 * How much every tenant may have that the operator has set no quota of its own for; 0 for any
 * number.
 *
 * @param records outside the recycle bin
 * @param fileBytes of all files together
 * @param pluginCpuMillis of the processor for plugins, in a calendar month
 */
public record QuotaOptions(long records, long fileBytes, long pluginCpuMillis) {

    /** The most that a quota can be set to. */
    public static final long MOST = 1_000_000_000_000_000L;

    /** No quotas. */
    public static QuotaOptions defaults() {
        return new QuotaOptions(0, 0, 0);
    }
}
