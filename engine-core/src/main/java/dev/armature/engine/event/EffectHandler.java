package dev.armature.engine.event;

/** Carries out effects of one kind. */
public interface EffectHandler {

    /** The kind of effect it carries out. */
    String kind();

    /**
     * Carries an effect out and marks it done with {@link Effects#complete} in the transaction that
     * does it, so that it happens once. When it throws, it is tried again later.
     */
    void handle(Effect effect);
}
