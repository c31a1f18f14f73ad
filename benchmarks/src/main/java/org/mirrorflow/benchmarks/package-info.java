/** JMH and side-by-side timings; never deployed. */
package org.mirrorflow.benchmarks;
