/**
 * Who a company on the installation is: its identity and settings. Nothing about what it stores.
 */
@NullMarked
package dev.armature.metadata.tenant;

import org.jspecify.annotations.NullMarked;
