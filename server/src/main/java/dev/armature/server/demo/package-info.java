/**
 * What a first start makes so that there is something to see: a company with plugins and records.
 */
@NullMarked
package dev.armature.server.demo;

import org.jspecify.annotations.NullMarked;
