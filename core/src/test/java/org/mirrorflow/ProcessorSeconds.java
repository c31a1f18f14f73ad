package org.mirrorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/** The most that a test computes in its thread: seconds of the clock say how busy a machine is. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(ProcessorSeconds.Limit.class)
public @interface ProcessorSeconds {

  /** Seconds of the processor. */
  double value();

  /** Measures each invocation. */
  final class Limit implements InvocationInterceptor {
    @Override
    public void interceptTestMethod(
        Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
        throws Throwable {
      measure(test, method);
    }

    @Override
    public void interceptTestTemplateMethod(
        Invocation<Void> test, ReflectiveInvocationContext<Method> method, ExtensionContext context)
        throws Throwable {
      measure(test, method);
    }

    private static void measure(Invocation<Void> test, ReflectiveInvocationContext<Method> method)
        throws Throwable {
      double begin = now();
      test.proceed();
      assertThat(now() - begin)
          .as("seconds of the processor")
          .isLessThan(method.getExecutable().getAnnotation(ProcessorSeconds.class).value());
    }

    private static double now() {
      return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() * 1e-9;
    }
  }
}
