/** The study: chapters of runs with figures and verdicts computed from them, as one report. */
package org.mirrorflow.lab.study;
