/**
 * Signing in with providers of others, by OpenID Connect and by SAML 2.0: the tenant is a client
 * there.
 */
@NullMarked
package dev.armature.engine.federation;

import org.jspecify.annotations.NullMarked;
