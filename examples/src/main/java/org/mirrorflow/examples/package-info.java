/** Worked examples of the guide. */
package org.mirrorflow.examples;
