/** Weights of networks in files, by the names and orders that programs give them. */
package org.mirrorflow.lab.weights;
