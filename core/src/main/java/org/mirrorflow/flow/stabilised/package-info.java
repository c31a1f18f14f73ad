/** The stabilised integrator: explicit steps of s stages, whose stability limit grows like s². */
package org.mirrorflow.flow.stabilised;
