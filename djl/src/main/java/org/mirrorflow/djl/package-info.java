/**
 * Mirror descent for Deep Java Library: an optimizer, a training loop, and DJL networks as
 * homogeneous models.
 */
package org.mirrorflow.djl;
