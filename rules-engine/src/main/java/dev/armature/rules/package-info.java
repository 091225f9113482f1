/**
 * Automation rules: which of an object's rules apply to a record, and in which order their actions
 * are carried out. A rule set is compiled from checked metadata and asked about one record at a
 * time; the caller carries the actions out. Knows neither storage nor HTTP, and Drools only through
 * {@link dev.armature.rules.drools}.
 */
@NullMarked
package dev.armature.rules;

import org.jspecify.annotations.NullMarked;
