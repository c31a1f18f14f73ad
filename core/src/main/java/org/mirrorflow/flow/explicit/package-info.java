/** Explicit Runge–Kutta steps in s-time. */
package org.mirrorflow.flow.explicit;
