/** The solvers of the convex programs that certificates lead to. */
package org.mirrorflow.certificate.convex;
