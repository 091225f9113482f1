/** The engine's parts by themselves, with JMH. */
@NullMarked
package dev.armature.bench.micro;

import org.jspecify.annotations.NullMarked;
