/** The explicit integrator: Runge–Kutta steps in rescaled time s. */
package org.mirrorflow.flow.explicit;
