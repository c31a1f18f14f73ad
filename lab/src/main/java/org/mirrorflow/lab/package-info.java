/** Runs, study, reports. */
package org.mirrorflow.lab;
