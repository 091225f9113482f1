package dev.armature.engine.idempotency;

import org.jspecify.annotations.Nullable;

/** The answer that a request was given, as it is given again. */
@SuppressWarnings(
        "ArrayRecordComponent") // written to the database and to the network, not compared
public record KeptAnswer(
        int status, @Nullable String etag, @Nullable String location, byte @Nullable [] body) {}
