/** Forms of a tenant's objects that anybody fills in who has the address. */
@NullMarked
package dev.armature.engine.form;

import org.jspecify.annotations.NullMarked;
