/** The version of this program; the packages below it hold runs, sweeps, the study and reports. */
package org.mirrorflow.lab;
