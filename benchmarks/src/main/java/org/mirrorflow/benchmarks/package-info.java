/** Timings of this library, and comparisons with other libraries; not part of any release. */
package org.mirrorflow.benchmarks;
