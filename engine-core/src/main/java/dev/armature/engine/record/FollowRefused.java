package dev.armature.engine.record;

import java.util.List;

/**
 * Refuses what references a record of the same write that was refused after the reference was
 * looked at: nothing may point at what is not stored. The last of the checks.
 */
final class FollowRefused implements WriteStep {

    @Override
    public void apply(WriteSession session, List<Draft> drafts) {
        boolean more = true;
        while (more) {
            more = false;
            for (WriteSession.Sibling sibling : session.siblings()) {
                boolean dangles =
                        !sibling.target().isAlive()
                                && sibling.draft().isAlive()
                                && Links.of(sibling.draft().value(sibling.field()))
                                        .contains(sibling.target().id());
                if (dangles) {
                    CheckReferences.missing(
                            sibling.draft(),
                            sibling.field(),
                            sibling.target().object(),
                            sibling.target().id());
                    more = true;
                }
            }
        }
    }
}
