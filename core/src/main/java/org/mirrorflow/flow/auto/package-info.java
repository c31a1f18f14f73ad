/** The integrators by name, and the one that chooses among the others. */
package org.mirrorflow.flow.auto;
