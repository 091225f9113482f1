package dev.armature.engine.query;

import dev.armature.engine.access.Caller;
import dev.armature.metadata.model.ObjectModel;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Finds records by words, across objects. Whoever implements it answers for the caller's rights: no
 * hit for a record that they do not see, nor by a field that they do not see whole.
 */
public interface Search {

    /**
     * The best hits, the best first.
     *
     * @param objects where to look, as the caller sees them
     */
    List<Hit> find(Caller caller, List<ObjectModel> objects, SearchText text, int limit);

    /**
     * A record that was found.
     *
     * @param title what stands for it; null when it has no title, or none that is shown
     * @param goodness from 0 to 1
     */
    record Hit(
            ObjectModel object,
            UUID id,
            @Nullable String title,
            double goodness,
            List<Match> matches) {}

    /**
     * Where in a record it is.
     *
     * @param text the field's text, or the part of it around the first place
     */
    record Match(String field, String text, List<Range> ranges) {}

    /** A part of a text, in characters. */
    record Range(int from, int to) {}
}
