package dev.armature.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Marks tests that mean nothing where all tenants live in another home than the common one, and
 * says why. They are reported as skipped there, with the reason.
 *
 * @see TestHome
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(CommonHomeOnly.Condition.class)
public @interface CommonHomeOnly {

    /** What the test is about, that there is in the common home alone. */
    String value();

    /** Whether the tenants of this process live where such a test looks. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (TestHome.KIND == TestHome.COMMON) {
                return ConditionEvaluationResult.enabled("tenants live in the common home");
            }
            return AnnotationSupport.findAnnotation(context.getElement(), CommonHomeOnly.class)
                    .map(only -> ConditionEvaluationResult.disabled(only.value()))
                    .orElseGet(() ->
                            ConditionEvaluationResult.enabled("it means something in every home"));
        }
    }
}
