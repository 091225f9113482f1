/**
 * The platform as an authorization server of OAuth 2.1 and OpenID Connect: apps of others, which
 * people let act for them. A grant is what an app was let in by; all tokens come of one.
 */
@NullMarked
package dev.armature.engine.oauth;

import org.jspecify.annotations.NullMarked;
