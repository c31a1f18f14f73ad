/** Pilot runs that recommend a map and an initial scale for given data. */
package org.mirrorflow.lab.advise;
