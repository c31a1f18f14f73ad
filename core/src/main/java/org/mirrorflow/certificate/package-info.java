/** How near a point is to a KKT point of the margin problem, and the way to one. */
package org.mirrorflow.certificate;
