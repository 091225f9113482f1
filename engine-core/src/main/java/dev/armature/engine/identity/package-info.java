/**
 * Tenants and users, and how a person proves to be one: passwords, access tokens that live for
 * minutes, and refresh tokens that are used once.
 */
@NullMarked
package dev.armature.engine.identity;

import org.jspecify.annotations.NullMarked;
