package dev.sluice.servers;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/** The cut of the tests that may pass on one server and fail on another: {@code mvn verify -Pwildfly -Dgroups=every-server}. */
@Tag("every-server")
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.TYPE, ElementType.METHOD})
public @interface OnEveryServer {}
