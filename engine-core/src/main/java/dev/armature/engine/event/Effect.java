package dev.armature.engine.event;

import dev.armature.metadata.tenant.TenantId;

/**
 * Something to be done because of an event.
 *
 * @param eventId the event's number
 * @param kind who does it
 * @param target what exactly, in the words of its kind; an event has one effect of a kind and
 *     target
 * @param attempts how often it has been tried, this time included
 */
public record Effect(TenantId tenant, long eventId, String kind, String target, int attempts) {}
