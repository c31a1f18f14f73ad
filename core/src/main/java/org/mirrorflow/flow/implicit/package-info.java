/** Implicit steps in s-time with exact kinks. */
package org.mirrorflow.flow.implicit;
