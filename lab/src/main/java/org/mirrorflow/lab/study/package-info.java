/** The study: runs that test claims about mirror flow, with figures and computed verdicts. */
package org.mirrorflow.lab.study;
