/** The convex programs behind certificates. */
package org.mirrorflow.certificate.convex;
