/** Labelled samples: included data, generators of synthetic data, and readers of files. */
package org.mirrorflow.data;
