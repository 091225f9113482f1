/**
 * Makes UI schemas from metadata: which controls a form has, in which groups and columns, with
 * which labels. The web application renders them and knows no object by name.
 */
@NullMarked
package dev.armature.ui;

import org.jspecify.annotations.NullMarked;
