/**
 * Serves the web application's files, which the build puts on the class path under {@code public/}.
 */
@NullMarked
package dev.armature.server.web;

import org.jspecify.annotations.NullMarked;
