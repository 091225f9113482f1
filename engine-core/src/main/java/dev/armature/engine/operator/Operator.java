package dev.armature.engine.operator;

import java.util.UUID;

/** Somebody who runs the installation. */
public record Operator(UUID id, String name) {}
