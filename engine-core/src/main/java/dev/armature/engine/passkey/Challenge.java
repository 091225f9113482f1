package dev.armature.engine.passkey;

import java.time.Instant;
import java.util.UUID;

/** A challenge of ours that an answer is to. Whether it was used before is in the database. */
public record Challenge(UUID id, Instant expiresAt) {}
