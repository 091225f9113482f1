package dev.armature.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks the tests that every build runs in each kind of home: few, that go together through most of
 * what a statement of a tenant can do. All others can be run so too.
 *
 * @see TestHome
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Tag("every-home")
public @interface EveryHome {}
