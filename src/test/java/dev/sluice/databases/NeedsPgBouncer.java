package dev.sluice.databases;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Of tests that are skipped where PgBouncer is not installed, but not in {@code .ci/run}. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsPgBouncer.Condition.class)
public @interface NeedsPgBouncer {

    /** Whether to run them. */
    final class Condition implements ExecutionCondition {

        /** The foreign programs that tests need must be there: set in {@code .ci/run}. */
        private static final String REQUIRED = "CLIENTS_REQUIRED";

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            return PgBouncer.isInstalled() || Boolean.parseBoolean(System.getenv(REQUIRED))
                    ? ConditionEvaluationResult.enabled("there is a PgBouncer, or must be")
                    : ConditionEvaluationResult.disabled("this machine has no " + PgBouncer.PROGRAM);
        }
    }
}
