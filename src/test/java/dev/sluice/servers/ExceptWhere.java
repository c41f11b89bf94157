package dev.sluice.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skipped, with the quirk's reason, on servers that have it. */
@ExtendWith(ExceptWhere.Condition.class)
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface ExceptWhere {

    Quirk value();

    /** Asks the server of this build. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return AnnotationSupport.findAnnotation(context.getElement(), ExceptWhere.class)
                    .map(ExceptWhere::value)
                    .filter(quirk -> quirk.isOf(Server.id()))
                    .map(quirk -> ConditionEvaluationResult.disabled(quirk + ": " + quirk.reason()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is known against it"));
        }
    }
}
