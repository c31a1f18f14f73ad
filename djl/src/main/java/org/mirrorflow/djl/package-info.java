/** Mirror descent for Deep Java Library: optimizer, losses, training loop, homogeneous networks. */
package org.mirrorflow.djl;
