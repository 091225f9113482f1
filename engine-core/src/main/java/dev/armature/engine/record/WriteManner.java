package dev.armature.engine.record;

/**
 * How an attempt to write goes about it.
 *
 * @param hopeful whether it may leave what is unlikely to the database to refuse, as it will be
 *     tried again less hopefully
 * @param hasty whether it goes by the model that its node knows, and begins again where there is a
 *     newer one
 * @param alone whether it keeps other writers of the tenant out, and may take as long as it needs
 * @param searching whether something computed went out of range before, and it has to find out for
 *     which of the records
 */
record WriteManner(boolean hopeful, boolean hasty, boolean alone, boolean searching) {

    /** Of who has the tenant to himself and nothing to begin again. */
    static final WriteManner ALONE = new WriteManner(false, false, true, false);
}
