/** The programs that the documentation prints. */
package org.mirrorflow.examples;
