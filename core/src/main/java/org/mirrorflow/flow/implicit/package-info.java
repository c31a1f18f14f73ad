/** The implicit integrator: steps in rescaled time s that treat the kinks of ReLU exactly. */
package org.mirrorflow.flow.implicit;
