/**
 * Provisioning of users and groups by a tenant's identity provider: SCIM 2.0 (RFC 7643, RFC 7644).
 */
@NullMarked
package dev.armature.engine.scim;

import org.jspecify.annotations.NullMarked;
