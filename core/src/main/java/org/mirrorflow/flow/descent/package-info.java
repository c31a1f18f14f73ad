/** Discrete methods: mirror descent, steepest descent in a norm, and Adam. */
package org.mirrorflow.flow.descent;
