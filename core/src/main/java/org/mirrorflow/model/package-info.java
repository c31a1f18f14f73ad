/** Homogeneous networks, and the margins and losses of their outputs. */
package org.mirrorflow.model;
