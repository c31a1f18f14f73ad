/** Discrete descent: mirror descent, steepest descent in a norm, Adam. */
package org.mirrorflow.flow.descent;
