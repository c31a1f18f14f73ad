/** The integrators by name, and the one that chooses among them. */
package org.mirrorflow.flow.auto;
